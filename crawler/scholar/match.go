package scholar

import (
	"slices"
	"strings"
)

// How alike a reference and a work must be. The floor on titles lets a slip of
// spelling or a plural pass, and no other word of any length.
const (
	titleFloor  = 0.90 // of the trigrams in common, Dice's measure
	shortTitle  = 4    // words; a shorter title must be alike in full
	yearsApart  = 1    // first online and in print
	partOfTitle = 4    // words before a colon that may stand for the whole title
)

// best is the work that the reference means.
func (r reference) best(works []crossrefWork) (crossrefWork, bool) {
	var best crossrefWork
	score := 0.0
	for _, w := range works {
		if s := r.likeness(w); s > score {
			best, score = w, s
		}
	}
	return best, score > 0
}

// notWorks are the types of what is not cited as a work of its own.
var notWorks = map[string]bool{
	"component": true, "journal": true, "journal-issue": true, "journal-volume": true, "peer-review": true, "grant": true,
	"book-set": true, "book-series": true, "proceedings-series": true, "report-series": true,
}

// likeness is how sure it is that the reference means the work, 0 when it does
// not: by its title, its first author and its year, all of them. Among equals
// what was published comes before its preprint.
func (r reference) likeness(w crossrefWork) float64 {
	kind := w.Type.first()
	if notWorks[kind] || !r.sameYear(w) {
		return 0
	}
	alike, at := 0.0, 0
	for i, title := range w.titles() {
		if s, from := r.titled(title, i == 0); s > alike {
			alike, at = s, from
		}
	}
	if alike == 0 || !r.sameAuthor(w, at) {
		return 0
	}
	if kind == "posted-content" {
		alike -= 0.01
	}
	return alike
}

// titles are the ways in which the work may be called, the whole title first.
func (w crossrefWork) titles() [][]string {
	whole, short := fold(w.fullTitle()), fold(w.title())
	if slices.Equal(whole, short) {
		return [][]string{whole}
	}
	return [][]string{whole, short}
}

// titled is how alike the title and the likest part of the reference are that
// begins and ends where a title may, and where it begins; 0 when not enough.
func (r reference) titled(title []string, whole bool) (alike float64, at int) {
	n := len(title)
	if n == 0 || !r.shares(title) {
		return 0, 0
	}
	joined := strings.Join(title, " ")
	for from, w := range r.words {
		if !w.begins {
			continue
		}
		for size := max(1, n-1); size <= n+1 && from+size <= len(r.words); size++ {
			part := r.words[from : from+size]
			last := part[size-1]
			if !last.ends && !(last.colon && whole && n >= partOfTitle) {
				continue
			}
			if s := dice(joined, join(part)); s > alike && s >= floorFor(n) {
				alike, at = s, from
			}
		}
	}
	return alike, at
}

// shares reports whether the reference has half of the words of the title,
// without which they cannot be alike.
func (r reference) shares(title []string) bool {
	shared := 0
	for _, text := range title {
		if r.has[text] {
			shared++
		}
	}
	return 2*shared >= len(title)
}

func floorFor(words int) float64 {
	if words < shortTitle {
		return 1
	}
	return titleFloor
}

func join(part []word) string {
	texts := make([]string, len(part))
	for i, w := range part {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}

// sameYear reports whether the reference gives a year in which the work came out.
func (r reference) sameYear(w crossrefWork) bool {
	for _, d := range []dateParts{w.Published, w.PublishedPrint, w.PublishedOnline, w.Issued} {
		for _, year := range r.years {
			if d.year() != 0 && max(d.year()-year, year-d.year()) <= yearsApart {
				return true
			}
		}
	}
	return false
}

// sameAuthor reports whether the words before the title name the work's first
// author, and begin with one of its authors.
func (r reference) sameAuthor(w crossrefWork, title int) bool {
	names := make([]string, title)
	for i, each := range r.words[:title] {
		names[i] = each.text
	}
	if len(w.Author) == 0 || len(names) == 0 {
		return false
	}
	for len(names) > 1 && isNumber(names[0]) { // in a numbered list
		names = names[1:]
	}
	firstNamed := containsRun(names, w.Author[0].family())
	leads := slices.ContainsFunc(w.Author, func(p person) bool {
		family := p.family()
		at := indexRun(names, family)
		return len(family) > 0 && at >= 0 && at <= mostGiven
	})
	return firstNamed && leads
}

// mostGiven is how many given names or initials may stand before a family name.
const mostGiven = 3

func isNumber(text string) bool { return strings.Trim(text, "0123456789") == "" }

// family is the folded family name, or the name of an organisation.
func (p person) family() []string { return fold(first(p.Family.first(), p.Name.first())) }

func containsRun(in, run []string) bool { return len(run) > 0 && indexRun(in, run) >= 0 }

// indexRun is where run stands in full in the list, or -1.
func indexRun(in, run []string) int {
	for i := 0; i+len(run) <= len(in); i++ {
		if slices.Equal(in[i:i+len(run)], run) {
			return i
		}
	}
	return -1
}

// dice is how many of their trigrams two texts share, from 0 to 1.
func dice(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := trigrams(a), trigrams(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	shared := 0
	for gram, n := range x {
		shared += min(n, y[gram])
	}
	return 2 * float64(shared) / float64(count(x)+count(y))
}

func trigrams(text string) map[string]int {
	runes := []rune("  " + text + " ")
	grams := make(map[string]int, len(runes))
	for i := 0; i+3 <= len(runes); i++ {
		grams[string(runes[i:i+3])]++
	}
	return grams
}

func count(grams map[string]int) int {
	n := 0
	for _, each := range grams {
		n += each
	}
	return n
}
