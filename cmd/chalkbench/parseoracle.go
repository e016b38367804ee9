package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/net/html"

	"chalkline/crawler/feed"
)

// peerFeed is what another parser read from a file.
type peerFeed struct {
	File    string      `json:"file"`
	Entries []peerEntry `json:"entries"`
}

type peerEntry struct {
	Title     string `json:"title"`
	Link      string `json:"link"`
	Published string `json:"published"`
	Updated   string `json:"updated"`
}

// oracle compares the entries of real feeds with what another parser read. A
// field that it did not read, or a date that is none, is left out.
func (r *parseReport) oracle(folder string, complain func(string, ...any)) error {
	list, err := readLines[peerFeed](folder, func(name string) bool { return strings.HasPrefix(name, "oracle") })
	if err != nil {
		return err
	}
	var titles, links, dates agreement
	for _, peer := range list {
		body, err := os.ReadFile(filepath.Join(folder, peer.File))
		if err != nil {
			return fmt.Errorf("reading a real feed: %w", err)
		}
		d, err := feed.Read(body, feed.Meta{URL: feedBase})
		if err != nil {
			complain("%s: %v", peer.File, err)
		}
		for i, want := range peer.Entries {
			var have feed.Entry
			if i < len(d.Entries) {
				have = d.Entries[i]
			}
			r.Oracle.Entries++
			if want.Title != "" && !titles.count(normalTitle(have.Title.Value) == normalTitle(want.Title)) {
				complain("%s entry %d: title %q, want %q", peer.File, i, have.Title.Value, want.Title)
			}
			if want.Link != "" && !links.count(normalURL(have.Link) == normalURL(want.Link)) {
				complain("%s entry %d: link %q, want %q", peer.File, i, have.Link, want.Link)
			}
			at, found := want.date()
			if found && !dates.count(at.Equal(moment(have, want).Truncate(time.Second))) {
				complain("%s entry %d: date %v, want %v", peer.File, i, moment(have, want), at)
			}
		}
	}
	r.Oracle.Title, r.Oracle.Link, r.Oracle.Date = titles.share(), links.share(), dates.share()
	return nil
}

// agreement counts how often two say the same.
type agreement struct{ same, all int }

func (a *agreement) count(same bool) bool {
	a.all++
	if same {
		a.same++
	}
	return same
}

func (a agreement) share() float64 { return share(a.same, a.all) }

// date is the peer's date of publication, else of the last change.
func (p peerEntry) date() (time.Time, bool) {
	for _, text := range []string{p.Published, p.Updated} {
		if text != "" {
			at, err := time.Parse(time.RFC3339, text)
			return at, err == nil
		}
	}
	return time.Time{}, false
}

// moment is the same date here as the peer has there.
func moment(e feed.Entry, peer peerEntry) time.Time {
	if peer.Published != "" || e.Updated.IsZero() {
		return e.Published
	}
	return e.Updated
}

// normalTitle is a title with its entities decoded and white space folded.
func normalTitle(title string) string {
	return strings.Join(strings.Fields(html.UnescapeString(html.UnescapeString(title))), " ")
}

// normalURL is the normal form of an address: absolute, host in lower case,
// escapes as the standard library writes them, no slash at the end.
func normalURL(address string) string {
	base, err := url.Parse(feedBase)
	if err != nil {
		return address
	}
	u, err := base.Parse(strings.TrimSpace(address))
	if err != nil {
		return address
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return strings.TrimRight(u.String(), "/")
}
