package feed

import (
	"regexp"
	"strings"
)

var mailbox = regexp.MustCompile(`[^\s<>()"',;:]+@[^\s<>()"',;]+`)

// authorRank says whether an element of that name names an author, and how
// sure it is to be who wrote the item: RSS has one for the address of whoever
// sees to the feed.
func authorRank(name string, rss bool) (rank int, author bool) {
	switch name {
	case "author", "managingeditor":
		if rss {
			return 2, true
		}
		return 0, true
	case "dc:creator":
		return 1, true
	case "dc:author":
		return 3, true
	case "itunes:author":
		return 4, true
	}
	return 0, false
}

// lastRank is behind all that authorRank gives.
const lastRank = 5

// person reads an author in either form: as text, or in elements of its own.
func (s *scanner) person(e *element, raw []byte, rank int) Person {
	p := Person{rank: rank}
	if !holdsElements(raw) {
		p.written = s.line(raw)
		p.Name, p.Email = nameAndMail(p.written)
		return p
	}
	inside := s.within(e, raw)
	for child, ok := inside.next(); ok; child, ok = inside.next() {
		text, whole := inside.inner(&child)
		if !whole {
			continue
		}
		switch child.name {
		case "name":
			p.Name = firstOf(p.Name, inside.line(text))
		case "email":
			p.Email = firstOf(p.Email, inside.line(text))
		}
	}
	p.written = p.Name
	return p
}

// nameAndMail parts "Ada Marsh (ada@school.example)" and its like.
func nameAndMail(text string) (name, mail string) {
	at := mailbox.FindStringIndex(text)
	if at == nil {
		return text, ""
	}
	mail = text[at[0]:at[1]]
	name = strings.Join(strings.Fields(text[:at[0]]+" "+text[at[1]:]), " ")
	for _, empty := range []string{"( )", "()", "< >", "<>", "<mailto: >", "mailto:"} {
		name = strings.ReplaceAll(name, empty, "")
	}
	name = strings.TrimSpace(name)
	if rest, found := strings.CutPrefix(name, "("); found {
		name = strings.TrimSuffix(rest, ")")
	}
	return strings.Trim(name, " ,"), mail
}

// String is a person in the form in which feeds write one: Name (mail).
func (p Person) String() string {
	switch {
	case p.Email == "":
		return p.Name
	case p.Name == "":
		return p.Email
	}
	return p.Name + " (" + p.Email + ")"
}

// best are the authors that the surest element names.
func best(people []Person) []string {
	rank := lastRank
	for _, p := range people {
		if p.written != "" {
			rank = min(rank, p.rank)
		}
	}
	var names []string
	for _, p := range people {
		if p.rank == rank {
			names = append(names, p.written)
		}
	}
	return names
}
