package evidence

import (
	"regexp"
	"strings"

	"chalkline"
)

// The parts of which references are made.
const (
	particle = `(?:(?:van|von|de|der|den|la|le|di|da|dos|del|ter|ten|el|al|bin)\s+){0,3}`
	family   = particle + `\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?`
	between  = `(?:,? ?(?:&|and|et al\.?|…|\. \. \.|\.\.\.) ?|, ?)?`
	fullYear = `(?:19|20)\d\d`
)

var (
	yearPattern = regexp.MustCompile(`\(` + fullYear + `[a-z]?(?:[,/] ?[\p{L}\d][\p{L}\d ]{0,14})?\)(?:[.,:]| ?[‘'“"]| \p{Lu})`)
	authors     = regexp.MustCompile(`(?:` + family + `,? (?:\p{Lu}\.[ -]?){1,4}(?:,? Jr\.?)?` + between + `)+(?:\(Eds?\.\)[.,]?)?\s*$`)
	inText      = regexp.MustCompile(`\((?:[a-z., ]{0,12})((?:\p{Lu}[\p{L}'’-]+)(?:(?:, \p{Lu}[\p{L}'’-]+)*,? (?:&|and) \p{Lu}[\p{L}'’-]+| et al\.?)?),? (` + fullYear + `)[a-z]?[);,:]`)

	// organisation is "Name of a Body. (2018). " at the start of a line.
	organisation = regexp.MustCompile(`^\P{L}{0,6}(\p{Lu}[\p{L}’'-]+(?: (?:\p{Lu}[\p{L}’'-]+|of|for|and|the|in|on|&)){1,9})\. \((` + fullYear + `)\)\. \p{Lu}`)
	// vancouver is "Doe J, Roe AB. Title. Journal. 2016", numbered or not.
	vancouver = regexp.MustCompile(`^\P{L}{0,6}((?:` + family + ` \p{Lu}{1,3}, )*` + family + ` \p{Lu}{1,3}(?:,? et al)?)\. ([^.?!]{12,250})[.?!] [^.;]{2,120}[.;,] ?(` + fullYear + `)\b`)
	// modern is `Doe, Jane, and Ann Roe. "Title." Journal 4.2 (2016)`, as the MLA has it.
	modern = regexp.MustCompile(`^\P{L}{0,6}(\p{Lu}[\p{L}'’-]+, [^.“"]{2,120})\. ?[“"]([^“”"]{12,250})[.?!,][”"] .{2,200}?\b(` + fullYear + `)\b`)
)

// references reads strings like "Author, A., & Other, B. (2016). Title. Journal."
// in the common styles.
func (c *citer) references(text string) {
	if !strings.Contains(text, "19") && !strings.Contains(text, "20") {
		return
	}
	for line := range strings.Lines(text) {
		if !c.lineReference(line) && (strings.Contains(line, "(19") || strings.Contains(line, "(20")) {
			c.dated(line)
		}
	}
}

// dated reads the references in a line that give the year after the authors.
func (c *citer) dated(line string) {
	for _, year := range yearPattern.FindAllStringIndex(line, citationLimit) {
		before := line[max(0, runeStart(line, year[0]-300)):year[0]]
		names := authors.FindString(before)
		if names == "" {
			continue
		}
		after := year[0] + strings.IndexByte(line[year[0]:], ')') + 1
		rest := strings.TrimLeft(line[after:], ".,:")
		if next := nextReference(rest); next > 0 {
			rest = rest[:next]
		}
		title := strings.TrimSpace(rest)
		if len(title) < 12 || strings.HasPrefix(strings.ToLower(title), "personal communication") {
			continue
		}
		lead := line[year[0] : len(line)-len(strings.TrimLeft(line[after:], ".,:"))]
		c.reference(names, line[year[0]+1:], strings.TrimSpace(names)+" "+lead+" "+title)
	}
}

// lineReference reads a line that is a reference as a whole.
func (c *citer) lineReference(line string) bool {
	if found := organisation.FindStringSubmatchIndex(line); found != nil && len(line)-found[1] >= 12 {
		c.reference(line[found[2]:found[3]], line[found[4]:found[5]], line[found[2]:])
		return true
	}
	for _, style := range []*regexp.Regexp{vancouver, modern} {
		if found := style.FindStringSubmatchIndex(line); found != nil {
			c.reference(line[found[2]:found[3]], line[found[6]:found[7]], line[found[2]:])
			return true
		}
	}
	return false
}

// reference lists one reference, unless it has a number by which it is listed.
func (c *citer) reference(names, year, text string) {
	text = heading.ReplaceAllString(text, "")
	key := referenceKey(heading.ReplaceAllString(names, ""), year)
	if cleanDOI(doiPattern.FindString(text)) != "" || ericPattern.MatchString(text) {
		c.seen[key] = true
		return
	}
	c.add(key, chalkline.Citation{Kind: chalkline.CitationReference, Text: chalkline.Cut(text, referenceLimit)})
}

// mentions reads "(Author & Other, 2016)" where the text has no such reference.
func (c *citer) mentions(text string) {
	if !strings.Contains(text, "(") {
		return
	}
	for _, found := range inText.FindAllStringSubmatch(text, citationLimit) {
		c.add(referenceKey(found[1], found[2]), chalkline.Citation{Kind: chalkline.CitationReference, Text: found[1] + ", " + found[2]})
	}
}

// heading is what a lost line break leaves before the first of a list.
var heading = regexp.MustCompile(`^(?:References|Bibliography|Sources|Literature)[\s:]*`)

var capitalised = regexp.MustCompile(`\p{Lu}[\p{L}'’-]+`)

// referenceKey tells references apart by first author and year.
func referenceKey(names, year string) string {
	return "ref:" + strings.ToLower(capitalised.FindString(names)) + year[:min(len(year), 4)]
}

// nextReference is where another reference begins in the same line, or 0.
func nextReference(rest string) int {
	at := yearPattern.FindStringIndex(rest)
	if at == nil {
		return 0
	}
	if names := authors.FindStringIndex(rest[:at[0]]); names != nil {
		return names[0]
	}
	return 0
}

func runeStart(text string, at int) int {
	for at > 0 && at < len(text) && text[at]&0xc0 == 0x80 {
		at--
	}
	return at
}
