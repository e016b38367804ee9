package feed

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
)

// oracleFeed is what another parser read from a file.
type oracleFeed struct {
	File    string        `json:"file"`
	Link    string        `json:"link"`
	Entries []oracleEntry `json:"entries"`
}

type oracleEntry struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Link      string `json:"link"`
	Published string `json:"published"`
	Updated   string `json:"updated"`
}

// agreement counts how often a field says the same here and there.
type agreement struct{ same, all int }

func (a *agreement) count(same bool) {
	a.all++
	if same {
		a.same++
	}
}

func (a agreement) share() float64 { return float64(a.same) / float64(max(1, a.all)) }

// The floors are a little under what was measured.
const (
	floorEntries = 0.995
	floorTitle   = 0.995
	floorLink    = 0.988
	floorDate    = 0.990
)

func TestAgreesWithAnotherParserOnRealFeeds(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus(t), "feeds-real")
	var entries, titles, links, dates agreement
	for _, want := range readOracle(t, filepath.Join(root, "oracle-feedparser-6.0.10.jsonl")) {
		body, err := os.ReadFile(filepath.Join(root, want.File))
		if err != nil {
			t.Errorf("the corpus lacks a file: %v", err)
			continue
		}
		parsed, err := Parse(body, Meta{URL: feedURL, Now: corpusNow})
		if err != nil && len(want.Entries) > 0 {
			t.Logf("%s: %d entries there, here: %v", want.File, len(want.Entries), err)
		}
		if len(parsed.Warnings) > 0 {
			t.Logf("%s: %s", want.File, strings.Join(parsed.Warnings, "; "))
		}
		items := everyEntry(body)
		for i, entry := range want.Entries {
			entries.count(i < len(items))
			if i < len(items) {
				compare(t, want.File, entry, items[i], &titles, &links, &dates)
			}
		}
	}
	t.Logf("entries %.4f of %d, titles %.4f of %d, links %.4f of %d, dates %.4f of %d",
		entries.share(), entries.all, titles.share(), titles.all, links.share(), links.all, dates.share(), dates.all)
	for _, c := range []struct {
		name  string
		a     agreement
		floor float64
	}{
		{"entries", entries, floorEntries},
		{"titles", titles, floorTitle},
		{"links", links, floorLink},
		{"dates", dates, floorDate},
	} {
		if c.a.share() < c.floor {
			t.Errorf("%s agree in %.4f of cases, want %.4f", c.name, c.a.share(), c.floor)
		}
	}
}

const feedURL = "https://feed.example/"

var corpusNow = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// everyEntry are the items of a document with those that it repeats, so that
// they stand in the order of the other parser's.
func everyEntry(body []byte) []chalkline.Item {
	doc, _ := decode(body, "")
	c, _, err := read(doc)
	if err != nil {
		return nil
	}
	base, _ := url.Parse(feedURL)
	if site, err := url.Parse(siteURL(base, c.link)); err == nil && site.Host != "" {
		base = site
	}
	var items []chalkline.Item
	for _, e := range c.entries {
		items = append(items, e.item(base, "", corpusNow))
	}
	return items
}

func compare(t *testing.T, file string, want oracleEntry, got chalkline.Item, titles, links, dates *agreement) {
	t.Helper()
	if want.Title != "" {
		same := letters(want.Title) == letters(got.Title)
		titles.count(same)
		if !same {
			t.Logf("%s: title %q here, %q there", file, got.Title, want.Title)
		}
	}
	// Behind a proxy the address of the page itself is preferred here.
	if want.Link != "" && !strings.Contains(want.Link, "feedproxy.google.com") {
		same := strings.TrimRight(want.Link, "/") == strings.TrimRight(got.URL, "/") ||
			!strings.HasPrefix(want.Link, "http") && strings.HasSuffix(got.URL, strings.TrimLeft(want.Link, "./"))
		links.count(same)
		if !same {
			t.Logf("%s: link %q here, %q there", file, got.URL, want.Link)
		}
	}
	date := want.Published
	if date == "" {
		date = want.Updated
	}
	if at, err := time.Parse(time.RFC3339, date); err == nil && at.Year() >= earliest && at.Before(corpusNow) {
		same := at.Equal(got.Published.Truncate(time.Second))
		dates.count(same)
		if !same {
			t.Logf("%s: date %v here, %v there", file, got.Published, at)
		}
	}
}

// letters are the letters and digits of a title: markup and white space in
// titles are a matter of taste.
func letters(title string) string {
	return strings.Map(func(c rune) rune {
		if c > ' ' && c != 0xa0 && !strings.ContainsRune("<>/", c) {
			return c
		}
		return -1
	}, lineOf(title))
}

func readOracle(t *testing.T, path string) []oracleFeed {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var feeds []oracleFeed
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var one oracleFeed
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		feeds = append(feeds, one)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return feeds
}

// corpus is the folder of collected feeds, which is not part of the repository.
func corpus(t testing.TB) string {
	t.Helper()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	folder := filepath.Join(root, "corpus")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("skipped: no corpus")
	}
	return folder
}
