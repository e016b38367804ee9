package page

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"chalkline/crawler/htmltext"
)

var (
	mailAddress = regexp.MustCompile(`\S*@\S+`)
	leadOfName  = regexp.MustCompile(`(?i)^\s*(view all posts|all posts|erstellt|verfasst|written|posted|published|reported|words|story|text|geschrieben|veröffentlicht)?\s*(by|von|par|por|di|door|author|autor|auteur|autore)?\s*:?\s+`) //nolint:misspell // German and Spanish are spelt their own way
	saidBy      = regexp.MustCompile(`^(?:By|Von|Por|Par|Di|Author|Autor|Autorin|Text|Words)(?:\s*:)?\s+(\p{Lu}[\p{L}.’'-]+(?: (?:\p{Lu}[\p{L}.’'-]*|de|da|van|von|der|la|und|and|&)){1,6})\s*(?:[|,•·–—-].*|$)`)                          //nolint:misspell // German and Spanish are spelt their own way
	endOfName   = regexp.MustCompile(`(?i)\s*([|•·]|\s[-–—]\s|\b(on|am|le|el) \d|\d{1,2}[./ ]\d|\b\d{4}\b|\b(updated|published|posted|aktualisiert)\b).*$`)
)

// bylines are where pages name the author when they do not state it, the
// surest first.
var bylines = matchers(
	`[rel~=author]`, `[itemprop=author] [itemprop=name], [itemprop=author][itemprop=name]`, `[itemprop=author]`, `.author.vcard, .vcard .fn`,
	`.author-name, .author__name, .byline-name, .byline__name, .article-author, .article__author, .post-author, .entry-author`,
	`.byline, .byline__author, p.author, span.author, a.author, div.author, .c-byline, .p-author`,
	`[class*=author i], [class*=byline i], [class*=autor], [id*=author i], [class*=writer]`, //nolint:misspell // German and Spanish are spelt their own way
)

// elsewhere are parts of a page with names and dates of other things.
var elsewhere = cascadia.MustCompile(`aside, footer, nav, [class*=comment]:not(body), [id*=comment]:not(body), [class*=related]:not(body), [class*=sidebar]:not(body), [id*=sidebar]`)

func matchers(selectors ...string) []goquery.Matcher {
	var all []goquery.Matcher
	for _, selector := range selectors {
		all = append(all, cascadia.MustCompile(selector))
	}
	return all
}

// authors are the names of those who wrote the article.
func (f facts) authors() []string {
	if cited := f.all("citation_author", "bepress_citation_author"); len(cited) > 0 {
		return peopleIn(cited)
	}
	for _, stated := range [][]string{
		f.ld.authors, f.all("dc.creator", "dc.creator.personalname", "dc.contributor.author"), f.all("author"), f.all("article:author"),
		f.all("parsely-author", "sailthru.author", "byl", "citation_authors", "dc.contributor", "twitter:data1"),
	} {
		if people := f.notSite(peopleIn(stated)); len(people) > 0 {
			return people
		}
	}
	for _, selector := range bylines {
		var found []string
		for i, node := range f.doc.FindMatcher(selector).EachIter() {
			if i == 10 {
				break
			}
			if node.ClosestMatcher(elsewhere).Length() > 0 {
				continue
			}
			if text := htmltext.Line(escaped(node.Text())); len(text) <= 120 {
				found = append(found, text)
			}
		}
		if people := peopleIn(found); len(people) > 0 {
			return people[:min(len(people), 6)]
		}
	}
	for _, line := range f.nearTitle() {
		if found := saidBy.FindStringSubmatch(line); found != nil {
			return peopleIn(found[1:])
		}
	}
	return nil
}

// notSite drops the name of the site when it poses as an author beside others.
func (f facts) notSite(people []string) []string {
	site := letters(f.siteName())
	if len(people) < 2 || site == "" {
		return people
	}
	var kept []string
	for _, person := range people {
		if letters(person) != site {
			kept = append(kept, person)
		}
	}
	return kept
}

// peopleIn reads the names in statements, each of which may hold several.
// Addresses are left out: nobody asked to be written to.
func peopleIn(statements []string) []string {
	var names []string
	known := make(map[string]bool)
	for _, statement := range statements {
		line := mailAddress.ReplaceAllString(htmltext.Line(statement), "")
		if strings.Contains(line, "://") || strings.HasPrefix(line, "www.") {
			continue
		}
		line = endOfName.ReplaceAllString(leadOfName.ReplaceAllString(" "+line, ""), "")
		for _, name := range parted(line) {
			name = strings.Trim(leadOfName.ReplaceAllString(" "+name, ""), " ,;()<>.:")
			key := letters(name)
			if key == "" || known[key] || len(name) > 100 || len(names) == maxAuthors || !isName(name) {
				continue
			}
			known[key] = true
			names = append(names, name)
		}
	}
	return names
}

// isName says whether something may be a name at all.
func isName(name string) bool {
	switch strings.ToLower(name) {
	case "admin", "administrator", "editor", "author", "guest", "staff", "null", "undefined", "by", "von", "unknown", "anonymous", "webmaster":
		return false
	}
	letters := 0
	for _, c := range name {
		if unicode.IsLetter(c) {
			letters++
		}
	}
	return letters >= 2 && len(strings.Fields(name)) <= 8
}

// parted parts a list of names. "Family, Given" is turned round; otherwise a
// comma parts names where every part is a whole one.
func parted(line string) []string {
	if strings.Contains(line, ";") {
		var all []string
		for part := range strings.SplitSeq(line, ";") {
			all = append(all, turned(part))
		}
		return all
	}
	for _, and := range []string{", and ", " and ", " & ", " und ", " et ", " y "} {
		line = strings.ReplaceAll(line, and, ", ")
	}
	parts := strings.Split(line, ",")
	if len(parts) == 2 && len(strings.Fields(parts[0])) == 1 && len(strings.Fields(parts[1])) <= 2 {
		return []string{turned(line)}
	}
	for _, part := range parts {
		if len(strings.Fields(part)) < 2 {
			return []string{turned(line)}
		}
	}
	return parts
}

func turned(name string) string {
	family, given, found := strings.Cut(name, ",")
	if !found || strings.Contains(given, ",") || strings.TrimSpace(given) == "" {
		return name
	}
	return strings.TrimSpace(given) + " " + strings.TrimSpace(family)
}
