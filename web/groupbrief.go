package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"rsc.io/qr"

	"chalkline"
	"chalkline/digest/say"
)

// How much of each text a brief has, in runes, so that it keeps to one side of A4
// whatever there is to say. The style sheet clips what is wider than usual.
const (
	briefTitle    = 150
	briefPlace    = 90
	briefTheme    = 150
	briefQuestion = 125
	briefFact     = 60
	briefMore     = 60
	briefLineLong = 46 // what a line of a sentence holds
	briefFacts    = 5  // of them
	briefOthers   = 2
)

// brief is a page for a staff meeting: what was found, how sure it is, what to ask.
// Every sentence is a fact that is stored, or the group's own words.
type brief struct {
	Group     string
	Back      string
	Instance  string
	Month     chalkline.Month
	Theme     string
	About     string // the theme's text
	Item      *briefItem
	Others    []briefOther
	Questions []chalkline.Text
	Own       bool // the questions are the group's
	Agenda    []agendaLine
	Code      template.HTML // the QR code
	Address   string        // that it leads to
}

// briefItem is the item that the meeting is about.
type briefItem struct {
	Title   string
	Place   string
	Foreign string
	Badge   badge
	Word    chalkline.Text
	Score   string
	Red     chalkline.Text
	Plain   []briefLine
	Facts   []briefFactLine
}

// briefLine is a sentence with what it tells.
type briefLine struct {
	Label chalkline.Text
	Text  string
	Lines int // that it may take
	Quote bool
}

// briefFactLine is a row of the evidence card in short.
type briefFactLine struct {
	Label chalkline.Text
	Text  string
}

// briefOther is another item of the theme.
type briefOther struct{ Grade, Title string }

// agendaLine is a part of the meeting.
type agendaLine struct {
	Minutes string
	What    chalkline.Text
}

// agenda is twenty minutes; the times are those of a staff meeting's first item.
var agenda = []agendaLine{
	{"0–2", chalkline.Textf("Why this, why now: whoever hosts says it in a sentence.")},
	{"2–6", chalkline.Textf("Read this page, each alone. Mark what surprises you.")},
	{"6–9", chalkline.Textf("What was found, and how sure is it? Use the evidence card.")},
	{"9–16", chalkline.Textf("The three questions, in pairs, then all together.")},
	{"16–19", chalkline.Textf("One thing to try, or a reason not to.")},
	{"19–20", chalkline.Textf("Who tries what, with whom, and when we look at it again.")},
}

// plainQuestions are asked when a theme has fewer of its own.
var plainQuestions = []chalkline.Text{
	chalkline.Textf("What here fits our pupils, and what does not?"),
	chalkline.Textf("What would we have to stop doing to make room for it?"),
	chalkline.Textf("How would we notice, by the end of term, that it helps?"),
}

// questionsOfBrief is how many questions a meeting gets through.
const questionsOfBrief = 3

// getBrief shows the brief of an item or of a theme.
func (s *server) getBrief(w http.ResponseWriter, r *http.Request, in inGroup) error {
	ctx, query := r.Context(), r.URL.Query()
	theme, err := s.briefTheme(ctx, in, query.Get("theme"))
	if err != nil {
		return err
	}
	shared, err := s.DB.Shared(ctx, in.Group.ID, 0, mostInBrief)
	if err != nil {
		return err
	}
	lead := ofMonth(shared, theme.Month, in.Now.Location())
	if text := query.Get("item"); text != "" {
		id, _ := idOf(text)
		card, ok := approvedIn(shared, chalkline.ItemID(id))
		if !ok {
			return chalkline.Errorf(chalkline.CodeNotFound, "The group shares no such item. It may have been taken back.")
		}
		lead = []chalkline.SharedCard{card}
	}
	b, err := s.newBrief(localeOf(r), in, theme, lead)
	if err != nil {
		return err
	}
	return s.render(w, r, "group-brief", chalkline.Textf("Brief · %s", in.Group.Name), b)
}

// mostInBrief is how many approved items are looked at for a brief.
const mostInBrief = 200

// briefTheme is the theme that an address names, else that of the month; one
// without a title when there is none.
func (s *server) briefTheme(ctx context.Context, in inGroup, named string) (t chalkline.Theme, err error) {
	now := in.Month()
	if named == "" {
		t, err = s.DB.ThemeOf(ctx, in.Group.ID, now)
		if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
			return chalkline.Theme{Month: now}, nil
		}
		return t, err
	}
	id, _ := idOf(named)
	t, err = s.DB.Theme(ctx, in.Group.ID, chalkline.ThemeID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && t.Month > now && !in.Inside() {
		return t, errNoTheme
	}
	return t, err
}

// ofMonth are the items approved in a month, in the group's order; all when there
// are none.
func ofMonth(shared []chalkline.SharedCard, month chalkline.Month, zone *time.Location) []chalkline.SharedCard {
	var out []chalkline.SharedCard
	for _, c := range shared {
		if chalkline.MonthOf(c.Share.DecidedAt.In(zone)) == month {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return shared
	}
	return out
}

// newBrief puts a theme and its items on a page; the first is what it is about.
func (s *server) newBrief(locale *say.Locale, in inGroup, t chalkline.Theme, lead []chalkline.SharedCard) (brief, error) {
	b := brief{
		Group: in.Group.Name, Back: in.Path(), Instance: s.Name, Month: t.Month, Theme: t.Title, Agenda: agenda,
		About: chalkline.Cut(t.Text, briefTheme), Address: s.Base + in.Path(),
	}
	for _, q := range t.Questions {
		if len(b.Questions) < questionsOfBrief {
			b.Questions, b.Own = append(b.Questions, chalkline.Verbatim(chalkline.Cut(q, briefQuestion))), true
		}
	}
	b.Questions = append(b.Questions, plainQuestions[:max(0, questionsOfBrief-len(b.Questions))]...)
	for n, c := range lead {
		switch {
		case n == 0:
			b.Item = newBriefItem(locale, c.Card)
			b.Address = fmt.Sprintf("%s/items/%d", s.Base, c.Card.Item.ID)
		case len(b.Others) < briefOthers:
			b.Others = append(b.Others, briefOther{say.Letter(c.Card.Appraisal.Grade), chalkline.Cut(say.Title(c.Card).In(locale), briefMore)})
		}
	}
	var err error
	b.Code, err = qrCode(b.Address, locale.T("QR code of the address below"))
	return b, err
}

// newBriefItem puts an item's card into short words. They are put into a language
// here, because they are cut to what fits on the page.
func newBriefItem(locale *say.Locale, c chalkline.Card) *briefItem {
	a := c.Appraisal
	item := &briefItem{
		Title: chalkline.Cut(say.Title(c).In(locale), briefTitle), Place: chalkline.Cut(say.Byline(c).In(locale), briefPlace), Badge: newBadge(a.Grade),
		Word: say.GradeWord(a), Score: say.Score(a), Red: say.Alert(a),
	}
	item.Foreign = say.Line(c.Item.Language)
	add := func(label chalkline.Text, text string, lines int) {
		if text = chalkline.Cut(text, lines*briefLineLong-utf8.RuneCountInString(label.In(locale))); text != "" {
			item.Plain = append(item.Plain, briefLine{Label: label, Text: text, Lines: lines})
		}
	}
	add(chalkline.Textf("How it was found out"), say.Study(a).In(locale), 4)
	found, stated := say.Found(a)
	if stated {
		add(chalkline.Textf("What was found"), found, 4)
		item.Plain[len(item.Plain)-1].Quote = true
		add(chalkline.Textf("How large that is"), say.EffectNote(a).In(locale), 2)
	} else {
		add(chalkline.Textf("What was found"), say.NotFound(a).In(locale), 2)
	}
	add(chalkline.Textf("How sure it is"), say.Why(a).In(locale), 3)
	add(chalkline.Textf("Caution"), chalkline.Joined(" ", say.Cautions(a)...).In(locale), 2)
	if other, ok := say.OtherSide(c); ok {
		add(chalkline.Textf("The other side"), chalkline.Textf("%s (%s) %s.", chalkline.Cut(other.Title.In(locale), briefMore), other.Grade, other.Found).In(locale), 3)
	}
	for _, fact := range say.Facts(a) {
		if len(item.Facts) == briefFacts {
			break
		}
		text := say.NotStated
		if len(fact.Values) > 0 {
			text = fact.Values[0].Text
		}
		if fact.Label.English() != designLabel {
			item.Facts = append(item.Facts, briefFactLine{fact.Label, chalkline.Cut(text.In(locale), briefFact)})
		}
	}
	return item
}

// designLabel heads the fact that a brief tells in its first sentence.
const designLabel = "How it was done"

// qrCode is an address as a QR code: one path of black squares, with the quiet zone
// of four around them that readers need.
func qrCode(address, label string) (template.HTML, error) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return "", fmt.Errorf("draw the QR code of %d bytes: %w", len(address), err)
	}
	const quiet = 4
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > start {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", start+quiet, y+quiet, x-start, x-start)
			}
		}
	}
	size := code.Size + 2*quiet
	//nolint:gosec // numbers, and a label that is escaped
	return template.HTML(fmt.Sprintf(`<svg class="code" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges">`+
		`<rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`, size, size, template.HTMLEscapeString(label), size, size, path.String())), nil
}
