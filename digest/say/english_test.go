package say_test

import (
	"github.com/google/go-cmp/cmp"

	"chalkline"
)

// inEnglish compares texts by their English.
var inEnglish = cmp.Transformer("English", func(t chalkline.Text) string { return t.English() })

// texts are texts that read so.
func texts(lines ...string) []chalkline.Text {
	var list []chalkline.Text
	for _, line := range lines {
		list = append(list, chalkline.Verbatim(line))
	}
	return list
}
