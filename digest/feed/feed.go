// Package feed publishes a reader's picks as a personal feed: RSS 2.0, Atom 1.0
// and JSON Feed 1.1 with the same entries. The output is a function of the Feed
// alone, so the same picks give the same bytes.
//
// The structs are those of gorilla/feeds, with fields shadowed where it falls
// short: several authors and categories, the link of a feed to itself, the
// source of an RSS item, and ids that never change.
package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// Feed is a personal feed, ready to be written.
type Feed struct {
	Title       string
	Description string
	Self        string    // URL of this feed without its extension
	Home        string    // base URL of the instance, no slash at the end
	Updated     time.Time // newest change of a pick; when zero, it is found among Cards
	Cards       []chalkline.Card
}

// language is the language of everything that is not quoted from an item.
const language = "en"

// updated is the newest change of anything in the feed; never the time of the
// call, or a reader's program would fetch an unchanged feed again and again.
func (f Feed) updated() time.Time {
	if !f.Updated.IsZero() {
		return f.Updated.UTC()
	}
	newest := time.Unix(0, 0)
	for _, c := range f.Cards {
		if t := updated(c); t.After(newest) {
			newest = t
		}
	}
	return newest.UTC()
}

// title is the feed's title; all three formats require one.
func (f Feed) title() string {
	if title := say.Line(f.Title); title != "" {
		return title
	}
	return "Chalkline"
}

// writeXML is the document with its XML declaration, which the encoder leaves out.
func writeXML(document any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(document); err != nil {
		return nil, fmt.Errorf("write feed as XML: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
