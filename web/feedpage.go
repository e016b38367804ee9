package web

import (
	"fmt"
	"net/http"

	"chalkline"
	"chalkline/digest/feed"
	"chalkline/digest/say"
)

// feedPage is what a person sees who opens the address of a feed in a browser.
type feedPage struct {
	Title       chalkline.Text
	Description chalkline.Text
	Secret      bool
	Group       string // path of the group whose feed it is; "" for none
	Archive     bool
	Current     string          // path of what is new
	Formats     []formatAddress // the one that was opened first
	Cards       []cardView
	Digests     []digestView
	Older       string // path of the archive before; "" for none
}

// formatAddress is the address of a feed in a format.
type formatAddress struct{ Name, URL string }

// digestView is a digest in the list of a feed of digests.
type digestView struct {
	URL                string
	Subject, At, Picks chalkline.Text
}

// feedPage answers with a page about a feed, its entries in it. It changes with
// every pick and names a secret, so no browser keeps it.
func (s *server) feedPage(w http.ResponseWriter, r *http.Request, ask feedAsk, p published) error {
	part, err := p.Read(r.Context())
	if err != nil {
		return err
	}
	_, opened := cutFormat(r.URL.Path)
	self := s.feedAddress(ask, p, 0)
	page := feedPage{
		Title: p.Title, Description: p.Description, Secret: p.Secret, Archive: ask.Archive > 0,
		Current: feed.Address{Base: p.Path, Query: self.Query}.In(opened),
		Formats: []formatAddress{{formats[opened].name, self.In(opened)}},
	}
	for _, extension := range extensions {
		if extension != opened {
			page.Formats = append(page.Formats, formatAddress{formats[extension].name, self.In(extension)})
		}
	}
	if p.Group {
		page.Group = p.Page
	}
	if part.Prev > 0 {
		page.Older = feed.Address{Base: p.Path, Query: ask.query(part.Prev)}.In(opened)
	}
	cards := part.Cards
	for _, shared := range part.Shared {
		cards = append(cards, shared.Card)
	}
	for _, c := range cards {
		v := newCardView(c)
		v.Level = 3
		page.Cards = append(page.Cards, v)
	}
	for _, d := range part.Digests {
		page.Digests = append(page.Digests, digestView{
			Subject: d.Edition.Subject, URL: d.URL, At: say.Date(d.Edition.At), Picks: chalkline.Counted(len(d.Cards), "%s pick", "%s picks"),
		})
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := s.render(w, r, "feed", p.Title, page); err != nil {
		return fmt.Errorf("show the feed %s: %w", p.ID, err)
	}
	return nil
}
