package feed_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/feed"
	"chalkline/digest/say"
)

// sample is a reader's feed as it is with a filter.
func sample() feed.Feed {
	self := feed.Address{Base: "https://chalk.example/feeds/s3cret", Query: "grade=B&topic=spacing"}
	return feed.Feed{
		ID: "reader/7", Title: "Chalkline picks",
		Description: "Picks for one reader, each with a grade & its reason",
		Self:        self, Current: self, Prev: feed.Address{Base: self.Base, Query: "archive=3&" + self.Query},
		Home: "https://chalk.example", Page: "https://chalk.example/picks", Private: true,
		Stylesheet: "https://chalk.example/static/feed.xsl?v=1",
		Label: func(id chalkline.TopicID) string {
			return map[chalkline.TopicID]string{"spacing": "Spaced practice", "mathematics": "Maths & numeracy"}[id]
		},
		Cards: append([]chalkline.Card{digesttest.Retracted()}, digesttest.Cards()...),
	}
}

// group is an archive of a public group's feed.
func group() feed.Feed {
	base := "https://chalk.example/groups/3/feed"
	f := feed.Feed{
		ID: "group/3", Title: "Harbour Street reads", Description: "What the group passes on",
		Self: feed.Address{Base: base, Query: "archive=2"}, Current: feed.Address{Base: base}, Archive: true,
		Prev: feed.Address{Base: base, Query: "archive=1"}, Next: feed.Address{Base: base, Query: "archive=3"},
		Hub: "https://chalk.example/hub", Home: "https://chalk.example", Page: "https://chalk.example/groups/3",
		Stylesheet: "https://chalk.example/static/feed.xsl?v=1",
	}
	for n, c := range digesttest.Cards()[:3] {
		c.Pick, c.Feedback = chalkline.Pick{}, nil
		c.Item.DOI, c.Item.Changed = "10.5555/invented."+string(rune('a'+n)), c.Item.FirstSeen
		f.Shared = append(f.Shared, chalkline.SharedCard{Card: c, Share: chalkline.Share{
			ID: chalkline.ShareID(50 + n), ByName: []string{"Ms Abara", "Tom", ""}[n], Note: []string{"Let us try this in Year 5 & 6 first.", "", "Read the caution!"}[n],
			State: chalkline.ShareApproved, At: digesttest.Now.AddDate(0, 0, -n-2), DecidedAt: digesttest.Now.AddDate(0, 0, -n-1),
		}})
	}
	return f
}

// digests is a reader's feed in the form of digests.
func digests() feed.Feed {
	f := sample()
	f.Title, f.Self, f.Current, f.Prev, f.Cards = "Chalkline digests", feed.Address{Base: f.Self.Base, Query: "as=digest"}, feed.Address{}, feed.Address{}, nil
	cards := append([]chalkline.Card{digesttest.Retracted()}, digesttest.Cards()...)
	f.Digests = []feed.Digest{
		{
			Edition: chalkline.Edition{
				ID: 12, ReaderID: 7, Number: 4, Subject: chalkline.Verbatim("3 picks: spacing in maths, a null result on homework"), At: digesttest.Now.AddDate(0, 0, -1),
				Alerts: []chalkline.PickID{90}, Picks: []chalkline.PickID{1, 2, 3},
			},
			URL: "https://chalk.example/digests/4", Cards: cards[:4],
		},
		{Edition: chalkline.Edition{ID: 11, ReaderID: 7, Number: 3, At: digesttest.Now.AddDate(0, 0, -8), Picks: []chalkline.PickID{6}}, Cards: cards[6:]},
	}
	return f
}

// spanish is a reader's feed in another language than English.
func spanish() feed.Feed {
	f := sample()
	f.Title, f.Description, f.Language = "Chalkline: mis selecciones", "Selecciones para una persona", say.Spanish
	return f
}

// samples are feeds of each kind.
var samples = map[string]func() feed.Feed{"reader": sample, "group": group, "digests": digests, "spanish": spanish}

// formats are the three ways to write a feed, by their extension.
var formats = map[string]func(feed.Feed) ([]byte, error){
	"rss":  feed.Feed.RSS,
	"atom": feed.Feed.Atom,
	"json": feed.Feed.JSON,
}

func write(t testing.TB, f feed.Feed, format string) []byte {
	t.Helper()
	b, err := formats[format](f)
	if err != nil {
		t.Fatalf("write %s: %v", format, err)
	}
	return b
}

// parse reads a feed as a feed reader does.
func parse(t testing.TB, b []byte) *gofeed.Feed {
	t.Helper()
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("a feed reader refuses it: %v\n%s", err, b)
	}
	return parsed
}

func day(t time.Time) string { return t.UTC().Format(time.RFC3339) }
