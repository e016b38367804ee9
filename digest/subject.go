package digest

import (
	"cmp"
	"fmt"
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
func subject(m Material, picks []chalkline.Card) string {
	count := fmt.Sprintf("%d picks", len(picks))
	if len(picks) == 1 {
		count = "1 pick"
	}
	head, tail := count+": ", ""
	switch {
	case len(m.Alerts)+len(picks) == 0:
		return groupSubject(m.Groups)
	case len(m.Alerts) == 0 && m.Away.From != "":
		return join("While you were away, "+head, "", picks)
	case len(m.Alerts) == 0:
		return join(head, "", picks)
	case len(m.Alerts) == 1:
		head = "Correction: "
	default:
		head = "Corrections: "
	}
	if len(picks) > 0 {
		tail = " + " + count
	}
	return join(head, tail, m.Alerts)
}

// groupSubject says what is in a digest that has only groups' news.
func groupSubject(groups []chalkline.GroupNews) string {
	g := groups[0]
	head, tail := chalkline.Cut(say.Line(g.Group.Name), subjectRunes/2)+": ", ""
	if more := len(groups) - 1; more == 1 {
		tail = " + 1 more group"
	} else if more > 1 {
		tail = fmt.Sprintf(" + %d more groups", more)
	}
	if len(g.Shared) == 0 && g.Theme != nil {
		room := subjectRunes - utf8.RuneCountInString(head+tail)
		return head + chalkline.Cut(say.Line(g.Theme.Title), room) + tail
	}
	cards := make([]chalkline.Card, len(g.Shared))
	for i, s := range g.Shared {
		cards[i] = s.Card
	}
	return join(head, tail, cards)
}

// join names the first titles of cards between head and tail.
func join(head, tail string, cards []chalkline.Card) string {
	named := cards[:min(len(cards), subjectTitles)]
	if rest := len(cards) - len(named); rest > 0 {
		tail = fmt.Sprintf(" and %d more", rest) + tail
	}
	titles := make([]string, len(named))
	for i, c := range named {
		titles[i] = shorten(c, i == 0)
	}
	fit(titles, subjectRunes-utf8.RuneCountInString(head+tail)-len(", ")*(len(named)-1))
	separator := ", "
	if strings.Contains(strings.Join(titles, ""), ",") {
		separator = "; "
	}
	return head + strings.Join(titles, separator) + tail
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
func shorten(c chalkline.Card, first bool) string {
	title := say.Title(c)
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
