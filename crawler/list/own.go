package list

import (
	"strings"

	"chalkline"
)

// Own puts sources that an operator adds or changes through the checks of
// feeds.yaml, so that one place says what a source may look like. They come back as
// the operator's own: no list will change or retire them.
func Own(sources []chalkline.Source) ([]chalkline.Source, error) {
	var b strings.Builder
	if err := WriteYAML(&b, sources); err != nil {
		return nil, err
	}
	checked, err := Read("", []byte(b.String()))
	for i := range checked {
		checked[i].Listed = false
	}
	return checked, err
}

// Fault says what is wrong with an address that a source is to be read at, "" when
// nothing is.
func Fault(address string) string { return urlFault(address) }
