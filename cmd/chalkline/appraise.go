package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/ids"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
)

type appraiseCmd struct {
	What   []string `arg:"" optional:"" help:"A DOI, an ERIC number, an address, a file, or - for standard input, which is also read when nothing is named."`
	JSON   bool     `name:"json" help:"Print JSON, an object a line. JSON lines are always answered so."`
	Online *bool    `negatable:"offline" help:"Look up works, or ask nobody. Without either, what is on the web is looked up and a text is not."`
}

// Help explains the command by example.
func (appraiseCmd) Help() string {
	return `
Examples:

  chalkline appraise 10.5555/jct.2026.0411        a study, by its DOI
  chalkline appraise EJ1234567                    or by its number at ERIC
  chalkline appraise https://blog.example/a-post  the article on a web page
  chalkline appraise draft.txt saved.html         a text below its title, a saved page
  chalkline appraise --online draft.txt           with the works that it cites
  chalkline appraise items.jsonl                  an object a line, of id, title, text,
                                                  doi, eric, url, venue, language

A study and a page are looked up at Crossref, OpenAlex, ERIC and the page's own site, as the settings say, and so are the first 10 works that they cite. Of a text, nothing leaves this machine unless --online is given. What the database in the data folder knows comes first; nothing is stored.

JSON has the keys of an appraisal (kind, design, probability, score, margin, grade, reason, second_hand, signals, cautions, effects, tier, tier_why, model) and id, topics, cites, work, notes.`
}

// Run is the command.
func (c appraiseCmd) Run(ctx context.Context, std streams, s Settings) error {
	known, err := s.topicList()
	if err != nil {
		return err
	}
	client := s.fetcher()
	a := &appraiser{
		appraiseCmd: c,
		settings:    s,
		std:         std,
		evidence:    evidence.Default(),
		topics:      known,
		crawler:     crawler.Crawler{Client: client, Now: time.Now, Log: s.logger(std)},
		library:     library{resolver: s.resolver(client), asked: map[string]chalkline.Work{}, now: time.Now()},
	}
	if len(a.What) == 0 {
		a.What = []string{"-"}
	}
	if s.exists() == nil {
		// A text can be judged without it, so it is no reason to stop.
		if a.library.db, err = s.openExisting(ctx); err != nil {
			fmt.Fprintln(std.err, "chalkline: judged without the database:", err)
		} else {
			defer a.library.db.Close()
		}
	}
	return a.all(ctx)
}

// all answers one What after the other; one that fails does not hold up the
// others.
func (a *appraiser) all(ctx context.Context) error {
	failed := 0
	for _, what := range a.What {
		err := a.one(ctx, what)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(a.What) == 1 {
			return err
		}
		if err != nil {
			fmt.Fprintln(a.std.err, "chalkline:", err)
			failed++
		}
	}
	if failed > 0 {
		return invalid("%d of %d failed", failed, len(a.What))
	}
	return nil
}

// one answers one What. What looks like a number or an address is taken for
// one, whatever files there are; ./ in front makes it a file.
func (a *appraiser) one(ctx context.Context, what string) error {
	doi, eric := ids.DOI(what), ids.ERIC(what)
	switch {
	case doi != "" || eric != "":
		return a.work(ctx, what, chalkline.Item{DOI: doi, ERIC: eric})
	case isAddress(what):
		return a.page(ctx, what)
	}
	return a.file(ctx, what)
}

func isAddress(what string) bool {
	scheme, _, found := strings.Cut(strings.ToLower(what), "://")
	return found && (scheme == "http" || scheme == "https")
}

// appraiser judges what nobody has stored.
type appraiser struct {
	appraiseCmd
	settings Settings
	std      streams
	sources  []chalkline.Source // nil until an address is looked for among them
	evidence *evidence.Model
	topics   *topics.List
	crawler  crawler.Crawler // asks for pages
	library  library
}

// asks says whether others are asked, about what is on the web or about a text.
func (a *appraiser) asks(onTheWeb bool) bool {
	if a.Online != nil {
		return *a.Online
	}
	return onTheWeb
}

// judge judges an item with the works behind it. A page is an item of which it
// is known that it stood on the web.
func (a *appraiser) judge(ctx context.Context, item chalkline.Item, page, online bool) (answer, error) {
	place, err := a.placeOf(ctx, item.URL)
	if err != nil {
		return answer{}, err
	}
	l := lookup{library: &a.library, online: online && a.library.resolver != nil, progress: a.std.err}
	if page && place.Genre == "" && item.DOI == "" && item.ERIC == "" {
		place.Genre = chalkline.GenreBlog
		l.note("The page has no DOI and is on no site in the list of sources: read as a blog.")
	}
	own, err := l.own(ctx, item)
	if err != nil {
		return answer{}, err
	}
	l.describe(item, own)
	item = completed(item, own)
	citations := a.evidence.Citations(item)
	cited, err := l.cited(ctx, item, citations)
	if err != nil {
		return answer{}, err
	}
	x := answer{
		Appraisal: a.evidence.Appraise(evidence.Document{Item: item, Source: place, Work: own, Cited: cited}),
		Cites:     cites(citations, cited),
		Work:      recordOf(own),
		Notes:     l.notes,
		item:      item,
		page:      page,
		online:    online,
		own:       own,
		missed:    l.missed,
	}
	if item.Text == "" {
		item.Text = own.Abstract
	}
	x.Topics = a.topics.Match(item, place)
	return x, nil
}

// completed is an item with what the record of its own work says where it says
// nothing, but for the abstract, which is judged as the record's word.
func completed(item chalkline.Item, own chalkline.Work) chalkline.Item {
	item.Title = cmp.Or(item.Title, own.Title)
	item.Venue = cmp.Or(item.Venue, own.Venue)
	item.DOI = cmp.Or(item.DOI, own.DOI)
	item.ERIC = cmp.Or(item.ERIC, own.ERIC)
	if len(item.Authors) == 0 {
		item.Authors = own.Authors
	}
	return item
}
