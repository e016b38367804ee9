package list

import (
	"bytes"
	"strings"
	"testing"

	"chalkline"
)

func FuzzRead(f *testing.F) {
	f.Add([]byte("sources:\n  - name: A\n    url: https://a.example/feed\n    topics: [a, b]\n"))
	f.Add([]byte("sources:\n  - {name: 'A', url: https://a.example, kind: page, selectors: {list: li}}\n"))
	f.Add([]byte("sources: &a\n  - *a\n  - <<: *a\n? x\n: !!str y\n---\n"))
	f.Add([]byte("sources: |\n  text\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sources, err := Read("f", data)
		if err != nil {
			if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.HasPrefix(err.Error(), "f:") || sources != nil {
				t.Fatalf("%d sources and the error %v", len(sources), err)
			}
			return
		}
		var b bytes.Buffer
		if err := WriteYAML(&b, sources); err != nil {
			t.Fatal(err)
		}
		again, err := Read("again", b.Bytes())
		if err != nil || len(again) != len(sources) {
			t.Fatalf("%d sources, after writing %d: %v\n%s", len(sources), len(again), err, b.String())
		}
	})
}

func FuzzReadOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><body><outline text="A" xmlUrl="http://a.example/"/></body></opml>`))
	f.Add([]byte("<?xml version='1.0' encoding='utf-16'?><opml><outline text='&eacute;' XMLURL='feed:a.example'></opml>"))
	f.Add([]byte("\xff\xfe<\x00o\x00p\x00m\x00l\x00>\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sources, _, err := ReadOPML(bytes.NewReader(data))
		if err != nil && (chalkline.ErrorCode(err) != chalkline.CodeInvalid || sources != nil) {
			t.Fatalf("%d sources and the error %v", len(sources), err)
		}
		for _, s := range sources {
			if s.Name == "" || urlFault(s.URL) != "" || strings.ContainsFunc(s.Name+s.URL+s.SiteURL, isControl) {
				t.Fatalf("a source that no list may hold: %+v", s)
			}
		}
		var b bytes.Buffer
		if err := WriteYAML(&b, sources); err != nil {
			t.Fatal(err)
		}
		if again, err := Read("imported", b.Bytes()); err != nil || len(again) != len(sources) {
			t.Fatalf("%d sources, in feeds.yaml %d: %v", len(sources), len(again), err)
		}
	})
}
