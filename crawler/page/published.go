package page

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"chalkline"
	"chalkline/crawler/htmltext"
)

// dateNames are where pages state the day of publication, the surest first.
var dateNames = []string{
	"citation_publication_date", "citation_online_date", "citation_date", "bepress_citation_date",
	"article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dc.issued", "dc.date.created",
	"dc.created", "dc.date", "prism.publicationdate", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
	"publish_date", "publication_date", "published-date", "date", "rnews:datepublished", "article.published", "article:published", "cxenseparse:recs:publishtime", "last-modified",
	"og:published_time", "og:pubdate", "date.release", "article_date_original", "dc.date.published", "created",
}

// dateElements are where readers see it.
var dateElements = matchers(
	`[itemprop=datePublished]`, `time[pubdate]`, `article time[datetime]`, `header time[datetime], .published[datetime], time.published, time.entry-date`,
	`time[datetime]`, `.entry-date, .post-date, .published, .article-date, .article__date, .date-published, .dateline, .pubdate, .posted-on, .timestamp`,
	`abbr.published, [class~=date], [id=date], [class*=publish], [class*=-date], [class*=date-], time, [class*=Date], .meta, [class*=-meta], .submitted, .byline`,
)

// Years outside these are mistakes. The latest only bounds nonsense: a page has
// no clock, and who knows the time refuses what is later.
const (
	earliest = 1990
	latest   = 2100
)

var dateInPath = regexp.MustCompile(`[/._-]((?:19|20)\d\d)[/._-]?(0[1-9]|1[0-2])[/._-]?([0-2]\d|3[01])(?:[/._-]|\D*$)`)

// published is when the article appeared as the page says; zero when it does
// not. A day without a time is midnight UTC.
func (f facts) published(address string) time.Time {
	if at := readDate(f.ld.published); !at.IsZero() {
		return at
	}
	for _, name := range dateNames {
		for _, stated := range f.meta[name] {
			if at := readDate(stated); !at.IsZero() {
				return at
			}
		}
	}
	inPath := pathDate(address)
	for i, selector := range dateElements {
		if i >= 4 && !inPath.IsZero() {
			return inPath
		}
		for j, node := range f.doc.FindMatcher(selector).EachIter() {
			if j == 10 {
				break
			}
			if node.ClosestMatcher(elsewhere).Length() > 0 {
				continue
			}
			if at := shownDate(node); !at.IsZero() {
				return at
			}
		}
	}
	if !inPath.IsZero() {
		return inPath
	}
	for _, line := range f.nearTitle() {
		if at := readDate(line); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// shownDate is the date in an element that is little else.
func shownDate(node *goquery.Selection) time.Time {
	for _, key := range []string{"datetime", "content", "title"} {
		if at := readDate(node.AttrOr(key, "")); !at.IsZero() {
			return at
		}
	}
	text := node.Text()
	if len(text) > 2000 {
		return time.Time{}
	}
	text = htmltext.Line(escaped(text))
	if len(text) > 200 {
		return time.Time{}
	}
	return readDate(text)
}

// pathDate is the day in an address such as /2026/11/02/.
func pathDate(address string) time.Time {
	found := dateInPath.FindStringSubmatch(address)
	if found == nil {
		return time.Time{}
	}
	return day(found[1], found[2], found[3])
}

func day(year, month, date string) time.Time {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(date)
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if at.Day() != d || at.Month() != time.Month(m) || y < earliest || y > latest {
		return time.Time{}
	}
	return chalkline.Time(at)
}

var (
	isoDay    = regexp.MustCompile(`\b((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?:\D|$)`)
	dayFirst  = regexp.MustCompile(`\b(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?((?:19|20)\d\d)\b`)
	dayMonth  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th|er|º)?[.,]?[\s-]+(?:de |of )?(\p{L}{3,10})\.?,?[\s-]+(?:de |del )?((?:19|20)\d\d)\b`)
	monthDay  = regexp.MustCompile(`(?i)(\p{L}{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b`)
	compactAt = regexp.MustCompile(`^((?:19|20)\d\d)(\d\d)(\d\d)`)
)

// readDate reads a date in a short text; zero when there is none. Of the two
// readings of 03/04/2026 the American one is not guessed.
func readDate(text string) time.Time {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 300 {
		return time.Time{}
	}
	for _, layout := range exact {
		if at, err := time.Parse(layout, text); err == nil && at.Year() >= earliest && at.Year() <= latest {
			return chalkline.Time(at)
		}
	}
	if found := compactAt.FindStringSubmatch(text); found != nil {
		return day(found[1], found[2], found[3])
	}
	if found := isoDay.FindStringSubmatch(text); found != nil {
		return day(found[1], found[2], found[3])
	}
	for _, found := range dayMonth.FindAllStringSubmatch(text, 5) {
		if month := monthOf(found[2]); month != "" {
			return day(found[3], month, found[1])
		}
	}
	for _, found := range monthDay.FindAllStringSubmatch(text, 5) {
		if month := monthOf(found[1]); month != "" {
			return day(found[3], month, found[2])
		}
	}
	if found := dayFirst.FindStringSubmatch(text); found != nil {
		if at := day(found[3], found[2], found[1]); !at.IsZero() {
			return at
		}
		return day(found[3], found[1], found[2])
	}
	return time.Time{}
}

// exact are dates with a time of day.
var exact = []string{
	time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04-07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04",
	time.RFC1123Z, time.RFC1123, "Mon Jan 2 15:04:05 MST 2006",
}

// months are the first letters by which months are known in the languages of
// Western Europe.
var months = []struct{ prefix, number string }{
	{"jan", "1"},
	{"jän", "1"},
	{"ene", "1"},
	{"gen", "1"},
	{"feb", "2"},
	{"fév", "2"},
	{"fev", "2"},
	{"mar", "3"},
	{"mär", "3"},
	{"maa", "3"},
	{"mrz", "3"},
	{"apr", "4"},
	{"avr", "4"},
	{"abr", "4"},
	{"may", "5"},
	{"mai", "5"},
	{"mag", "5"},
	{"mei", "5"},
	{"maj", "5"},
	{"jun", "6"},
	{"juin", "6"},
	{"giu", "6"},
	{"jul", "7"},
	{"juil", "7"},
	{"lug", "7"},
	{"aug", "8"},
	{"aoû", "8"},
	{"ago", "8"},
	{"sep", "9"},
	{"set", "9"},
	{"oct", "10"},
	{"okt", "10"},
	{"out", "10"},
	{"ott", "10"},
	{"nov", "11"},
	{"dec", "12"},
	{"déc", "12"},
	{"dez", "12"},
	{"dic", "12"},
}

func monthOf(word string) string {
	word = strings.ToLower(word)
	for _, month := range months {
		if strings.HasPrefix(word, month.prefix) {
			return month.number
		}
	}
	return ""
}
