package feed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// entry is one entry in the form that the three formats share.
type entry struct {
	ID          string
	Title       string
	URL         string // of the item; of its evidence card when it has none
	Card        string // URL of the evidence card; "" when URL is it
	CardTitle   string // what a link to it is called
	Authors     []string
	Contributor string // who put it forward; "" for nobody who is named
	Categories  []category
	Language    string // of the item; "" when not known
	Summary     string // plain text
	Content     string // HTML
	Published   time.Time
	Updated     time.Time
	Source      string // the place it was read at
	SourceURL   string
	Evidence    evidence // zero for a digest
	Digest      bool     // it is an edition and not a card
}

// category is what an entry is sorted under.
type category struct {
	Term   string // for programs
	Scheme string // what Term belongs to
	Label  string // for people
}

// The schemes of categories.
const (
	topicScheme = evidenceNamespace + "#topic"
	gradeScheme = evidenceNamespace + "#grade"
)

// entries are the feed's entries in their order.
func (f Feed) entries() []entry {
	list := make([]entry, 0, len(f.Cards)+len(f.Shared)+len(f.Digests))
	for _, c := range f.Cards {
		list = append(list, f.cardEntry(bounded(c), nil))
	}
	for n := range f.Shared {
		list = append(list, f.cardEntry(bounded(f.Shared[n].Card), &f.Shared[n].Share))
	}
	for _, d := range f.Digests {
		list = append(list, f.digestEntry(d))
	}
	return list
}

// cardEntry is a card as an entry: a pick, an item of a topic, or what was shared
// with a group.
func (f Feed) cardEntry(c chalkline.Card, share *chalkline.Share) entry {
	in := f.locale()
	e := entry{
		ID: f.tag(entryName(c, share)), Title: title(c, in), URL: link(c.Item.URL), Card: f.cardURL(c.Item.ID), CardTitle: in.T("Evidence card"),
		Authors: authors(c, in), Categories: f.categories(c), Language: languageOf(c.Item.Language),
		Published: published(c, share), Source: plain(c.Source.Name, nameRunes), SourceURL: link(c.Source.URL),
		Evidence: evidenceOf(c, share, in),
	}
	if share != nil {
		e.Contributor = sharer(share)
	}
	e.Updated = latest(e.Published, changed(c))
	e.Content = f.content(c, share, e)
	e.Summary = summary(c, share, in)
	if e.URL == "" {
		e.URL, e.Card = e.Card, ""
	}
	return e
}

// cardURL is the page of an item's evidence card.
func (f Feed) cardURL(id chalkline.ItemID) string {
	return f.Home + "/items/" + strconv.FormatInt(int64(id), 10)
}

// entryName rests on the pick, the share or the item alone, so an entry stays the
// same when its title, link or grade changes.
func entryName(c chalkline.Card, share *chalkline.Share) string {
	switch {
	case share != nil:
		return fmt.Sprintf("share/%d", share.ID)
	case c.Pick.ID != 0:
		return fmt.Sprintf("pick/%d", c.Pick.ID)
	}
	return fmt.Sprintf("item/%d", c.Item.ID)
}

// title marks what is retracted, so that it is seen in a list of titles too.
func title(c chalkline.Card, in *say.Locale) string {
	text := plain(say.Title(c).In(in), titleRunes)
	if c.Appraisal.Grade == chalkline.GradeR {
		return "[" + say.GradeLabel(c.Appraisal).In(in) + "] " + text
	}
	return text
}

// authors are the item's, or its source when it names none: Atom requires one.
func authors(c chalkline.Card, in *say.Locale) []string {
	var names []string
	for _, a := range c.Item.Authors {
		if name := person(a); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		name := person(c.Source.Name)
		if name == "" {
			name = in.T("Author not stated")
		}
		names = []string{name}
	}
	return names
}

// person is a name without the mail address that some sources give with it or
// instead of it: feeds are passed on, and so would it be.
func person(text string) string {
	name := plain(text, nameRunes)
	if !strings.Contains(name, "@") {
		return name
	}
	words := slices.DeleteFunc(strings.Fields(name), func(w string) bool { return strings.Contains(w, "@") })
	return strings.Trim(strings.Join(words, " "), ` ,;()[]<>"`)
}

// categories are the item's topics and its grade, so that a feed reader can
// filter by either.
func (f Feed) categories(c chalkline.Card) []category {
	list := make([]category, 0, len(c.Topics)+1)
	for _, t := range c.Topics {
		id := plain(string(t.Topic), nameRunes)
		if id == "" {
			continue
		}
		label := strings.ReplaceAll(id, "-", " ")
		if f.Label != nil {
			if known := plain(f.Label(t.Topic), nameRunes); known != "" {
				label = known
			}
		}
		list = append(list, category{Term: id, Scheme: topicScheme, Label: label})
	}
	if g := c.Appraisal.Grade; g != chalkline.GradeNone {
		list = append(list, category{Term: string(g), Scheme: gradeScheme, Label: gradeLabel(g).In(f.locale())})
	}
	return list
}

// gradeLabels name the grades as what an entry is sorted under.
var gradeLabels = func() map[chalkline.Grade]chalkline.Text {
	all := make(map[chalkline.Grade]chalkline.Text, len(chalkline.Grades))
	for _, g := range chalkline.Grades {
		all[g] = chalkline.Textf("grade %s", string(g))
	}
	return all
}()

func gradeLabel(g chalkline.Grade) chalkline.Text {
	if label, ok := gradeLabels[g]; ok {
		return label
	}
	return chalkline.Verbatim(string(g))
}

// published is when the entry came into the feed.
func published(c chalkline.Card, share *chalkline.Share) time.Time {
	switch {
	case share != nil && !share.DecidedAt.IsZero():
		return share.DecidedAt.UTC()
	case share != nil:
		return share.At.UTC()
	case !c.Pick.At.IsZero():
		return c.Pick.At.UTC()
	}
	return c.Item.Date().UTC()
}

// changed is when what an entry says last changed, and zero when it did not. Of
// what was picked the pick knows; otherwise it is when the item was edited, or
// when it was judged anew and had fallen.
func changed(c chalkline.Card) time.Time {
	if c.Pick.ID != 0 {
		return c.Pick.Revised.UTC()
	}
	var at time.Time
	if c.Item.Changed.After(c.Item.FirstSeen) {
		at = c.Item.Changed
	}
	if standing := standingOf(c.Appraisal); standing == chalkline.StandingRetracted || standing == chalkline.StandingConcern {
		at = latest(at, c.Appraisal.At)
	}
	return at.UTC()
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
