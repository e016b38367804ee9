package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/list"
)

// addPage looks at an address and adds what is found there.
type addPage struct {
	URL      string
	Problem  chalkline.Text
	Known    *chalkline.Source // that has the address already
	Found    *crawler.Trial    // nil before the address was asked
	Feed     *foundFeed
	Form     sourceForm // of what is to be added, when it was found
	Listing  chalkline.Selectors
	Readings []pageReading
}

// foundFeed is a feed in a few words.
type foundFeed struct {
	Title    string
	Comments bool
	Items    []chalkline.Item // the first of them
	All      int
}

// pageReading is a way to read a page as a list.
type pageReading struct {
	chalkline.Selectors

	Items []chalkline.Item
}

// getSourceAdd asks for an address.
func (s *server) getSourceAdd(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	return s.showAdd(w, r, http.StatusOK, addPage{})
}

func (s *server) showAdd(w http.ResponseWriter, r *http.Request, status int, page addPage) error {
	return s.renderStatus(w, r, status, "operator-add", chalkline.Textf("Add a source"), page)
}

// postSourceAdd looks at an address, or adds what was found there.
func (s *server) postSourceAdd(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	page := addPage{URL: strings.TrimSpace(firstRunes(r.PostForm.Get("url"), 2001))}
	if page.URL != "" && !strings.Contains(page.URL, "://") {
		page.URL = "https://" + page.URL
	}
	if fault := addressFault(chalkline.Source{URL: page.URL}); !fault.IsZero() {
		page.Problem = fault
		return s.showAdd(w, r, http.StatusBadRequest, page)
	}
	if r.PostForm.Get("do") == "add" {
		return s.addSource(w, r, operator, page)
	}
	return s.lookAt(w, r, page)
}

// lookAt asks the address once and shows what could be read there.
func (s *server) lookAt(w http.ResponseWriter, r *http.Request, page addPage) error {
	var err error
	if page.Known, err = s.known(r, page.URL); err != nil {
		return err
	}
	if page.Known != nil {
		return s.showAdd(w, r, http.StatusConflict, page)
	}
	if s.Sources == nil {
		page.Problem = errNoProbe.Text
		return s.showAdd(w, r, http.StatusBadRequest, page)
	}
	if s.limits.probes.OnLimit(w, r, page.URL) {
		page.Problem = errProbed.Text
		return s.showAdd(w, r, http.StatusTooManyRequests, page)
	}
	ctx, cancel := context.WithTimeout(r.Context(), probeTime)
	defer cancel()
	trial, err := s.Sources.Try(ctx, page.URL)
	if err != nil {
		if r.Context().Err() != nil {
			return err
		}
		page.Problem = probeProblem(err)
		return s.showAdd(w, r, http.StatusBadRequest, page)
	}
	page.Found = &trial
	if f := trial.Feed; f != nil {
		page.URL = trial.URL
		page.Feed = &foundFeed{Title: f.Title, Comments: f.Comments, Items: f.Items[:min(len(f.Items), itemsTried)], All: len(f.Items)}
		page.Form = s.sourceForm(chalkline.Source{Name: nameOf(f.Title, trial.URL), URL: trial.URL, Genre: chalkline.GenreBlog})
		if page.Known, err = s.known(r, trial.URL); err != nil {
			return err
		}
	}
	for _, p := range trial.Proposals {
		page.Readings = append(page.Readings, pageReading{p.Selectors, p.Items[:min(len(p.Items), itemsTried)]})
	}
	return s.showAdd(w, r, http.StatusOK, page)
}

// nameOf is what a feed is called at first.
func nameOf(title, address string) string {
	if title = chalkline.Cut(strings.Join(strings.Fields(title), " "), 100); title != "" {
		return title
	}
	return chalkline.HostOf(address)
}

// known is the source that has an address, if there is one.
func (s *server) known(r *http.Request, address string) (*chalkline.Source, error) {
	source, err := s.DB.SourceByURL(r.Context(), address)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil, nil //nolint:nilnil // none is a good answer here
	}
	return &source, err
}

// addSource stores a source of the operator's own.
func (s *server) addSource(w http.ResponseWriter, r *http.Request, operator chalkline.Reader, page addPage) error {
	source := chalkline.Source{Kind: chalkline.SourceFeed, URL: page.URL, Language: "en"}
	page.Listing = chalkline.Selectors{
		List: typed(r, "list"), Title: typed(r, "title"), Link: typed(r, "link"), Date: typed(r, "date"), Author: typed(r, "author"),
	}
	if page.Listing.List != "" {
		source.Kind, source.Selectors, source.SiteURL = chalkline.SourcePage, page.Listing, page.URL
	}
	page.Form = s.readSourceForm(r, &source)
	again := func(status int) error {
		page.Feed = &foundFeed{}
		return s.showAdd(w, r, status, page)
	}
	if len(page.Form.Problems) > 0 {
		return again(http.StatusBadRequest)
	}
	checked, err := list.Own([]chalkline.Source{source})
	if err != nil {
		page.Form.Problems.check("form", err)
		return again(http.StatusBadRequest)
	}
	checked[0].Rest = source.Rest // the list has no word for it
	err = s.DB.AddSource(r.Context(), &checked[0])
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		if page.Known, err = s.known(r, source.URL); err != nil {
			return err
		}
		return s.showAdd(w, r, http.StatusConflict, page)
	}
	if err != nil {
		return err
	}
	if err := s.note(r, operator, "added the source", source.Name); err != nil {
		return err
	}
	return see(w, r, fmt.Sprintf("/operator/sources/%d?%s=%s", checked[0].ID, saidParam, saidSourceAdded))
}
