package feed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// reading is what a program makes of a feed.
type reading struct {
	Title, Description, Page, Language, Updated string

	Links   map[string]string // by relation, without alternates
	Entries []readingEntry
}

type readingEntry struct {
	ID, Title, Link, Summary, Content, Published, Updated string

	Authors, Contributors, Categories []string
	Fields                            map[string]string // of the evidence, those that are said once
}

// withGofeed reads a feed as most programs in Go do.
func withGofeed(t testing.TB, format string, b []byte) reading {
	t.Helper()
	f := parse(t, b)
	r := reading{Title: f.Title, Description: f.Description, Page: f.Link, Language: f.Language, Links: linksOf(t, format, b)}
	if f.UpdatedParsed != nil {
		r.Updated = day(*f.UpdatedParsed)
	}
	raw := jsonItems(b)
	for n, i := range f.Items {
		e := readingEntry{
			ID: i.GUID, Title: i.Title, Link: i.Link, Summary: i.Description, Content: strings.TrimSpace(i.Content),
			Categories: i.Categories, Published: day(*i.PublishedParsed), Fields: make(map[string]string),
		}
		for _, a := range i.Authors {
			e.Authors = append(e.Authors, a.Name)
		}
		switch format {
		case "rss":
			e.Authors, e.Contributors, e.Summary = i.DublinCoreExt.Creator, i.DublinCoreExt.Contributor, html.UnescapeString(i.Description)
			e.Updated = i.Extensions["atom"]["updated"][0].Value
		case "atom":
			e.Updated = day(*i.UpdatedParsed)
			e.Contributors = contributors(b, n)
		case "json":
			e.Updated = day(*i.UpdatedParsed)
			e.Fields = raw[n]
			if by := e.Fields["put_forward_by"]; by != "" {
				e.Contributors = []string{by}
			}
		}
		for name, list := range i.Extensions["evidence"] {
			if list[0].Value != "" && name != "caution" {
				e.Fields[name] = list[0].Value
			}
		}
		r.Entries = append(r.Entries, e)
	}
	return r
}

// linksOf are the links of a feed to itself and around it.
func linksOf(t testing.TB, format string, b []byte) map[string]string {
	t.Helper()
	links := make(map[string]string)
	if format != "json" {
		for _, n := range readDocument(b, "").all("atom:link") {
			if n.in("atom:feed", "channel") && rel(n) != "alternate" {
				links[rel(n)], _ = n.attr("href")
			}
		}
		return links
	}
	var f struct {
		Self string                 `json:"feed_url"`
		Next string                 `json:"next_url"`
		Hubs []struct{ URL string } `json:"hubs"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	links["self"] = f.Self
	if f.Next != "" {
		links["prev-archive"] = f.Next
	}
	for _, hub := range f.Hubs {
		links["hub"] = hub.URL
	}
	return links
}

// contributors are those of the nth entry of an Atom feed; gofeed passes them over.
func contributors(b []byte, n int) (names []string) {
	for _, c := range readDocument(b, "").all("atom:entry")[n].children {
		if c.name == "atom:contributor" {
			names = append(names, c.child("atom:name").text)
		}
	}
	return names
}

// jsonItems are the fields of evidence of a JSON Feed's items that are said once.
func jsonItems(b []byte) []map[string]string {
	var f struct {
		Items []struct {
			Evidence map[string]any `json:"_evidence"`
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	if decoder.Decode(&f) != nil {
		return nil // it is XML
	}
	list := make([]map[string]string, len(f.Items))
	for n, item := range f.Items {
		list[n] = make(map[string]string)
		for name, value := range item.Evidence {
			switch value.(type) {
			case string, bool, json.Number:
				if name != "about" {
					list[n][name] = fmt.Sprint(value)
				}
			}
		}
	}
	return list
}

func TestFormatsAndProgramsReadTheSame(t *testing.T) {
	t.Parallel()
	for name, sampled := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := sampled()
			json := withGofeed(t, "json", write(t, f, "json"))
			if len(json.Entries) != len(f.Cards)+len(f.Shared)+len(f.Digests) {
				t.Fatalf("%d entries", len(json.Entries))
			}
			for _, format := range []string{"rss", "atom"} {
				b := write(t, f, format)
				got := withGofeed(t, format, b)
				if extension := "." + format; got.Links["self"] != f.Self.In(extension) || got.Links["prev-archive"] != f.Prev.In(extension) ||
					got.Links["next-archive"] != f.Next.In(extension) || got.Links["current"] != f.Current.In(extension) || got.Links["hub"] != f.Hub {
					t.Errorf("%s: links %v", format, got.Links)
				}
				ignore := cmp.Options{cmpopts.IgnoreFields(reading{}, "Links", "Updated"), cmpopts.EquateEmpty()}
				if diff := cmp.Diff(json, got, ignore); diff != "" {
					t.Errorf("JSON Feed and %s differ (-json +%s):\n%s", format, format, diff)
				}
				if got.Updated == "" {
					t.Errorf("%s does not say how new it is", format)
				}
			}
			if json.Links["self"] != f.Self.In(".json") || json.Links["prev-archive"] != f.Prev.In(".json") || json.Links["hub"] != f.Hub {
				t.Errorf("json: links %v", json.Links)
			}
		})
	}
}

func TestFeedparserReadsTheSameAsGofeed(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), "python3", "-c", "import feedparser").Run(); err != nil {
		t.Skip("skipped: no feedparser")
	}
	for name, sampled := range samples {
		for _, format := range []string{"rss", "atom"} {
			t.Run(name+"."+format, func(t *testing.T) {
				t.Parallel()
				compareWithFeedparser(t, format, write(t, sampled(), format))
			})
		}
	}
	t.Run("hostile.rss", func(t *testing.T) {
		t.Parallel()
		compareWithFeedparser(t, "rss", write(t, hostile(strings.Join(nasty, " ")), "rss"))
	})
	t.Run("hostile.atom", func(t *testing.T) {
		t.Parallel()
		compareWithFeedparser(t, "atom", write(t, hostile(strings.Join(nasty, " ")), "atom"))
	})
}

func compareWithFeedparser(t *testing.T, format string, b []byte) {
	t.Helper()
	program := exec.CommandContext(t.Context(), "python3", "testdata/read_feed.py")
	program.Stdin = bytes.NewReader(b)
	out, err := program.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr(err))
	}
	var got reading
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(withGofeed(t, format, b), got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("gofeed and feedparser differ (-gofeed +feedparser):\n%s", diff)
	}
}

func stderr(err error) string {
	if exit, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output returns it bare
		return string(exit.Stderr)
	}
	return ""
}
