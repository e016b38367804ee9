package feed

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// readRSS reads RSS of any version, RDF among them.
func readRSS(doc []byte) (channel, error) {
	parser := rss.Parser{}
	original, err := parser.Parse(bytes.NewReader(doc))
	if err != nil {
		return channel{}, fmt.Errorf("reading RSS: %w", err)
	}
	// The translator knows where else dates, titles and descriptions may stand.
	translator := gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	translated, err := translator.Translate(original)
	if err != nil {
		return channel{}, fmt.Errorf("reading RSS: %w", err)
	}
	c := channel{
		title:     translated.Title,
		link:      translated.Link,
		language:  translated.Language,
		ttl:       max(ttlOf(original.TTL), updatePeriod(original.Extensions)),
		skipHours: hoursOf(original.SkipHours),
		skipDays:  daysOf(original.SkipDays),
	}
	for i, item := range original.Items {
		c.entries = append(c.entries, rssEntry(item, translated.Items[i]))
	}
	return c, nil
}

func rssEntry(item *rss.Item, translated *gofeed.Item) entry {
	e := entry{
		guid:       translated.GUID,
		title:      translated.Title,
		bodies:     []body{{text: translated.Content}, {text: translated.Description}},
		categories: translated.Categories,
		venue:      extension(item.Extensions, "prism", "publicationName"),
		dates:      timesOf(translated.PublishedParsed, translated.UpdatedParsed),
	}
	e.link = rssLink(item)
	e.authors = rssAuthors(item, translated)
	if e.venue == "" && item.Source != nil {
		e.venue = item.Source.Title
	}
	e.ids = []string{extension(item.Extensions, "prism", "doi"), extension(item.Extensions, "arxiv", "doi")}
	if dc := item.DublinCoreExt; dc != nil {
		e.ids = append(e.ids, dc.Identifier...)
		e.language = first(dc.Language)
	}
	if len(e.dates) == 0 {
		e.dates = append(e.dates, parseDate(item.PubDate))
	}
	return e
}

// rssLink is where the item itself is: what a feed proxy hides, its link, what
// Atom calls its alternate, a guid that is an address, or what is enclosed.
func rssLink(item *rss.Item) string {
	if original := extension(item.Extensions, "feedburner", "origLink"); original != "" {
		return original
	}
	for _, link := range item.Links {
		if strings.TrimSpace(link) != "" {
			return link
		}
	}
	for _, link := range item.Extensions["atom"]["link"] {
		if rel := link.Attrs["rel"]; rel == "" || rel == "alternate" {
			return link.Attrs["href"]
		}
	}
	if g := item.GUID; g != nil && !strings.EqualFold(g.IsPermalink, "false") && strings.HasPrefix(g.Value, "http") {
		return g.Value
	}
	if item.Enclosure != nil {
		return item.Enclosure.URL
	}
	return ""
}

func rssAuthors(item *rss.Item, translated *gofeed.Item) []string {
	if dc := item.DublinCoreExt; dc != nil && len(dc.Creator) > 0 {
		return dc.Creator
	}
	var names []string
	for _, person := range translated.Authors {
		names = append(names, person.Name)
	}
	if len(names) == 1 && names[0] == "" {
		return []string{item.Author}
	}
	return names
}

// extension is the text of the first element of that name in an extension.
func extension(extensions ext.Extensions, prefix, name string) string {
	elements := extensions[prefix][name]
	if len(elements) == 0 {
		elements = extensions[prefix][strings.ToLower(name)]
	}
	if len(elements) == 0 {
		return ""
	}
	return elements[0].Value
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func timesOf(pointers ...*time.Time) []time.Time {
	var times []time.Time
	for _, p := range pointers {
		if p != nil && !p.IsZero() {
			times = append(times, *p)
		}
	}
	return times
}

// maxTTL is the longest that a feed's own hint counts for.
const maxTTL = 7 * 24 * time.Hour

// ttlOf reads the minutes of a <ttl>.
func ttlOf(minutes string) time.Duration {
	n, err := strconv.ParseFloat(strings.TrimSpace(minutes), 64)
	if err != nil || !(n > 0) {
		return 0
	}
	return time.Duration(min(n, maxTTL.Minutes()) * float64(time.Minute))
}

// periods are the values of sy:updatePeriod.
var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
	"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// updatePeriod reads sy:updatePeriod and sy:updateFrequency, the number of
// updates in a period.
func updatePeriod(extensions ext.Extensions) time.Duration {
	period := periods[strings.ToLower(strings.TrimSpace(extension(extensions, "sy", "updatePeriod")))]
	times, err := strconv.Atoi(strings.TrimSpace(extension(extensions, "sy", "updateFrequency")))
	if err != nil || times < 1 {
		times = 1
	}
	return min(period/time.Duration(times), maxTTL)
}

func hoursOf(texts []string) []int {
	var hours []int
	for _, text := range texts {
		if h, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && h >= 0 && h <= 24 {
			hours = append(hours, h%24)
		}
	}
	return hours
}

func daysOf(texts []string) []time.Weekday {
	var days []time.Weekday
	for _, text := range texts {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(strings.TrimSpace(text), day.String()) {
				days = append(days, day)
			}
		}
	}
	return days
}
