// Package list reads and writes lists of sources: feeds.yaml, which an operator
// edits by hand, and OPML, which feed readers exchange.
//
// feeds.yaml is read strictly. Every problem in the file is reported in one go,
// with its file, line and column and the key that was probably meant, because a
// source that is silently left out is only missed weeks later. OPML is read
// leniently: it was written by other programs and nobody will mend it.
//
// Whether a topic exists is not checked here: the topic list belongs to the
// ranker.
package list

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chalkline"

	"github.com/PuerkitoBio/purell"
)

const (
	maxYAML     = 4 << 20 // bytes; 10,000 sources take 1 MiB
	maxLine     = 4000    // bytes of one line; the parser is quadratic in nested brackets
	maxNesting  = 100     // brackets open at once
	maxProblems = 20      // lines of a message: more than fits a screen helps nobody
	maxURL      = 2000    // bytes
	maxName     = 200     // runes
)

// problem is one fault in a file, where it is.
type problem struct {
	line, column int
	text         string
}

// problems gathers the faults of one file.
type problems struct {
	name string
	list []problem
}

func (p *problems) add(line, column int, format string, args ...any) {
	p.list = append(p.list, problem{line, column, fmt.Sprintf(format, args...)})
}

// err is all faults in the file's order as one error, nil when there are none.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	var lines []string
	for i, one := range p.list {
		if i == maxProblems {
			lines = append(lines, fmt.Sprintf("%s: and %d more", p.name, len(p.list)-i))
			break
		}
		if p.name == "" { // nobody sees the file
			lines = append(lines, one.text)
			continue
		}
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", p.name, one.line, one.column, one.text))
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "%s", strings.Join(lines, "\n"))
}

// sameURL is the form in which two URLs are compared: addresses that differ
// only in scheme, a leading www., default port, order of parameters, fragment or
// closing slash are one source.
func sameURL(raw string) string {
	normal, err := purell.NormalizeURLString(raw, purell.FlagsUsuallySafeGreedy|purell.FlagForceHTTP|
		purell.FlagRemoveFragment|purell.FlagRemoveDuplicateSlashes|purell.FlagRemoveWWW|purell.FlagSortQuery)
	if err != nil {
		return raw
	}
	return normal
}
