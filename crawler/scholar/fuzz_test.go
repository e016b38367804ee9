package scholar

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"chalkline"
)

// Whatever a service answers, reading it ends well: valid plain text, no
// unsafe address, numbers in their right form, and the same the second time.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"message":{"DOI":"10.5555/a","title":"not a list","issued":{"date-parts":[["2020",null,3]]},"author":[null,{"family":7}],"updated-by":{"type":"retraction"}}}`,
		`{"message":{"DOI":["10.5555/a"],"title":[["deep"]],"license":[{"URL":"https://creativecommons.org/licenses/by/4.0"}],"link":[{"URL":"javascript:x","content-type":"application/pdf","content-version":"vor"}]}}`,
		`{"message":{"items":[1,{"DOI":"10.5555/a","title":["x"]},"y"]}}`,
		`{"response":{"docs":[{"id":["EJ1234567"],"publicationdateyear":"1999","peerreviewed":false,"e_fulltextauth":true}]}}`,
		`{"id":"W1","doi":null,"abstract_inverted_index":{"a":[0,-4],"b":1,"c":"2"},"is_retracted":1,"best_oa_location":[],"primary_location":null}`,
		`{"id":"W1","abstract_inverted_index":[]}`, `[]`, `{`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		read := func() []chalkline.Work {
			var all []chalkline.Work
			if r, err := parseWork(body); err == nil {
				all = append(all, r)
			}
			if works, err := parseWorks(body); err == nil {
				wanted := parseReference(string(body))
				wanted.best(works)
				for _, w := range works {
					all = append(all, w.work())
				}
			}
			if documents, err := parseERIC(body); err == nil {
				for _, d := range documents {
					all = append(all, d.work())
				}
			}
			if r, err := parseOpenAlex(body); err == nil {
				all = append(all, r)
			}
			return all
		}
		records := read()
		for _, r := range records {
			check(t, r)
		}
		once, err1 := json.Marshal(records)
		again, err2 := json.Marshal(read())
		if err1 != nil || err2 != nil || string(once) != string(again) {
			t.Errorf("%s, then %s", once, again)
		}
		items, _ := Journal(body, now)
		more, _ := Query(body, now)
		for _, item := range append(items, more...) {
			if item.Key == "" || item.Published.After(now) || !utf8.ValidString(item.Title+item.Text) {
				t.Errorf("%+v", item)
			}
		}
	})
}

func check(t *testing.T, r chalkline.Work) {
	t.Helper()
	for _, text := range append([]string{r.Title, r.Venue, r.Abstract, r.Type, r.DOI}, append(append(r.Authors, r.Designs...), r.Descriptors...)...) {
		if !utf8.ValidString(text) {
			t.Errorf("not valid: %q", text)
		}
	}
	if r.Open != "" && !strings.HasPrefix(r.Open, "https://") && !strings.HasPrefix(r.Open, "http://") {
		t.Errorf("an open copy at %q", r.Open)
	}
	if r.DOI != strings.ToLower(r.DOI) || strings.ContainsAny(r.Title+r.Venue, "\n\r") || r.Origin == "" {
		t.Errorf("%+v", r)
	}
}

// An abstract is plain text however broken its markup.
func FuzzAbstract(f *testing.F) {
	for _, seed := range []string{
		"<jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>.</jats:p>",
		"<jats:p>x<mml:math><mml:mi>y</mml:mi></mml:math><?tex \\break?> &lt; 5</jats:p>",
		"<jats:ext-link xlink:href=\"https://a.example/\">a</jats:ext-link>", "<jats:p", "</jats:", "<?", "<sec><sec><sec>", "Abstract\n\nAbstract\n\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		text, links := abstract(markup)
		if !utf8.ValidString(text) || len(text) > 120<<10 {
			t.Errorf("%q", chalkline.Cut(text, 200))
		}
		for _, link := range links {
			if !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") {
				t.Errorf("a link to %q", link)
			}
		}
		if title := titleLine(markup); strings.ContainsAny(title, "\n\r") || !utf8.ValidString(title) {
			t.Errorf("%q", title)
		}
	})
}
