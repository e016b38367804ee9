package chalkline

import (
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Item is one published thing as one source gave it. All text is plain: markup
// is read when the item is crawled and never stored, so nothing a source
// writes can act on a page or in a mail.
type Item struct {
	ID         ItemID
	SourceID   SourceID
	Key        string // identity within its source; stays when title, text or link change
	GUID       string // as given by the source
	URL        string // absolute, http or https, or ""
	Title      string // one line; "" when the source gave none
	Text       string // the fullest text known, paragraphs parted by an empty line
	Links      []string
	Authors    []string
	Categories []string
	Venue      string // the journal or site it says it appeared in
	DOI        string // its own, lower case, without a resolver in front
	ERIC       string // its own, as EJ123456 or ED123456
	Language   string // ISO 639-1 or ""
	StoryID    StoryID
	Published  time.Time // as the source says, never later than FirstSeen; zero when unknown or absurd
	FirstSeen  time.Time
	Changed    time.Time // last edit; equals FirstSeen when there was none
}

// Date is when the item counts as having appeared: when published, else when
// first seen.
func (i Item) Date() time.Time {
	if i.Published.IsZero() {
		return i.FirstSeen
	}
	return i.Published
}

// wordsPerMinute is the mean silent reading rate of adults for English
// non-fiction: Brysbaert (2019), doi:10.1016/j.jml.2019.104047.
const wordsPerMinute = 238

// Minutes is how long the known text takes to read, in whole minutes, at least 1.
func (i Item) Minutes() int {
	words := len(strings.Fields(i.Text))
	return max(1, int(math.Ceil(float64(words)/wordsPerMinute)))
}

// Excerpt is the start of the text on one line, cut at a word before limit
// runes with an ellipsis.
func (i Item) Excerpt(limit int) string { return Cut(i.Text, limit) }

// Cut folds white space in text to single spaces and cuts it at a word so that
// it has at most limit runes, the ellipsis among them. No other mark stands
// before the ellipsis.
func Cut(text string, limit int) string {
	var folded strings.Builder
	runes := 0
	for word := range strings.FieldsSeq(text) {
		if runes > limit {
			break
		}
		if runes > 0 {
			folded.WriteByte(' ')
			runes++
		}
		folded.WriteString(word)
		runes += utf8.RuneCountInString(word)
	}
	if runes <= limit {
		return folded.String()
	}
	kept := string([]rune(folded.String())[:max(0, limit-1)])
	if space := strings.LastIndexByte(kept, ' '); space > len(kept)/2 {
		kept = kept[:space]
	}
	return strings.TrimRight(kept, " .,;:·–-") + "…"
}

// Edit is one recorded change of an item.
type Edit struct {
	ItemID ItemID
	At     time.Time
	Field  string // title, url, text, doi
	Before string // at most 2,000 runes
	After  string // at most 2,000 runes
}

// Appearance is one place where a story was seen, for "also at".
type Appearance struct {
	ItemID ItemID
	Source string
	URL    string
	At     time.Time
}
