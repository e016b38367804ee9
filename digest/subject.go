package digest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chalkline"
	"chalkline/digest/say"
)

// A subject has at most subjectRunes and names at most subjectTitles titles:
// more is cut off by the list of messages on a telephone.
const (
	subjectRunes  = 90
	subjectTitles = 3
)

// subject says what is in a digest: corrections first, else the picks, else what
// the groups have.
func subject(m Material, picks []chalkline.Card) chalkline.Text {
	count := chalkline.Counted(len(picks), "%s pick", "%s picks")
	switch {
	case len(m.Alerts)+len(picks) == 0:
		return m.groupSubject()
	case len(m.Alerts) == 0 && m.Away.From != "":
		return m.join(picks, func(titles any) chalkline.Text {
			return chalkline.Textf("While you were away, %s: %s", count, titles)
		})
	case len(m.Alerts) == 0:
		return m.join(picks, func(titles any) chalkline.Text { return chalkline.Textf("%s: %s", count, titles) })
	}
	return m.join(m.Alerts, func(titles any) chalkline.Text {
		text := chalkline.Textf("Corrections: %s", titles)
		if len(m.Alerts) == 1 {
			text = chalkline.Textf("Correction: %s", titles)
		}
		if len(picks) > 0 {
			text = chalkline.Textf("%s + %s", text, count)
		}
		return text
	})
}

// groupSubject says what is in a digest that has only groups' news.
func (m Material) groupSubject() chalkline.Text {
	g := m.Groups[0]
	name := chalkline.Cut(say.Line(g.Group.Name), subjectRunes/2)
	whole := func(titles any) chalkline.Text {
		if more := len(m.Groups) - 1; more > 0 {
			return chalkline.Textf("%s: %s + %s", name, titles, chalkline.Counted(more, "%s more group", "%s more groups"))
		}
		return chalkline.Textf("%s: %s", name, titles)
	}
	if len(g.Shared) == 0 && g.Theme != nil {
		return whole(chalkline.Cut(say.Line(g.Theme.Title), m.room(whole)))
	}
	cards := make([]chalkline.Card, len(g.Shared))
	for i, s := range g.Shared {
		cards[i] = s.Card
	}
	return m.join(cards, whole)
}

// room is how many runes a subject has for titles.
func (m Material) room(whole func(titles any) chalkline.Text) int {
	return subjectRunes - utf8.RuneCountInString(whole("").In(m.locale()))
}

// join puts the first titles of cards into a subject.
func (m Material) join(cards []chalkline.Card, whole func(titles any) chalkline.Text) chalkline.Text {
	named := cards[:min(len(cards), subjectTitles)]
	listed := whole
	if rest := len(cards) - len(named); rest > 0 {
		listed = func(titles any) chalkline.Text {
			return whole(chalkline.Textf("%s and %d more", titles, rest))
		}
	}
	titles := make([]string, len(named))
	for i, c := range named {
		titles[i] = shorten(say.Title(c).In(m.locale()), i == 0)
	}
	fit(titles, m.room(listed)-len(", ")*(len(named)-1))
	separator := ", "
	if strings.Contains(strings.Join(titles, ""), ",") {
		separator = "; "
	}
	return listed(strings.Join(titles, separator))
}

// fit cuts titles so that together they have at most limit runes. What a short
// title leaves over goes to the longer ones.
func fit(titles []string, limit int) {
	order := make([]int, len(titles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(utf8.RuneCountInString(titles[a]), utf8.RuneCountInString(titles[b]))
	})
	for done, i := range order {
		titles[i] = chalkline.Cut(titles[i], limit/(len(order)-done))
		limit -= utf8.RuneCountInString(titles[i])
	}
}

// shorten is a title without its subtitle and opening article. Within a list,
// an opening word such as "How" loses its capital.
func shorten(title string, first bool) string {
	for _, mark := range [...]string{": ", " – ", " — ", " | ", " - ", "? ", ". "} {
		if head, _, found := strings.Cut(title, mark); found && len(strings.Fields(head)) >= 2 {
			title = head
			if mark == "? " {
				title += "?"
			}
		}
	}
	word, rest, more := strings.Cut(title, " ")
	switch opening := strings.ToLower(word); {
	case more && (opening == "a" || opening == "an" || opening == "the"):
		title = rest
		if first {
			title = capital(rest)
		}
	case more && !first && openings[opening]:
		title = opening + " " + rest
	}
	return strings.TrimRight(title, " .,;:")
}

// openings are words that are no names, so their capital may go.
var openings = map[string]bool{
	"how": true, "why": true, "what": true, "when": true, "where": true, "which": true, "who": true,
	"do": true, "does": true, "did": true, "is": true, "are": true, "can": true, "could": true, "should": true, "will": true,
	"on": true, "in": true, "for": true, "from": true, "with": true, "using": true, "teaching": true, "learning": true,
}

func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
