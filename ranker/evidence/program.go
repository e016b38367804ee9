package evidence

import (
	"regexp"
	"sync"
)

// program is a regular expression that is compiled when it is first tried. All
// of them compiled take 11 MB, and most are for words that few texts have. It is
// known to be sound, as it was parsed before.
type program struct {
	source string
	once   sync.Once
	run    *regexp.Regexp
}

func (p *program) match(text string) bool {
	p.once.Do(func() { p.run = regexp.MustCompile(p.source) })
	return p.run.MatchString(text)
}
