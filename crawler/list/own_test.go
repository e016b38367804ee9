package list

import (
	"strings"
	"testing"

	"chalkline"
)

func TestWhatAnOperatorAddsIsTheirOwn(t *testing.T) {
	t.Parallel()
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: `A "b": #c`, URL: "https://a.example/feed", Genre: chalkline.GenreBlog, Listed: true}
	own, err := Own([]chalkline.Source{source})
	if err != nil || len(own) != 1 || own[0].Name != source.Name || own[0].Listed {
		t.Errorf("got %+v, %v", own, err)
	}
	source.URL = "ftp://a.example/"
	if _, err := Own([]chalkline.Source{source}); chalkline.ErrorCode(err) != chalkline.CodeInvalid || strings.Contains(err.Error(), ":1") {
		t.Errorf("an address that cannot be asked: %v", err)
	}
	if Fault(source.URL) == "" || Fault("https://a.example/feed") != "" {
		t.Error("Fault does not say so too")
	}
}
