package main

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"chalkline"
	"chalkline/ranker/stories"
)

// storiesCmd measures which items are taken for one piece.
type storiesCmd struct{}

// storiesReport holds the figures. The F1 are over pairs of records that no
// threshold was chosen on.
type storiesReport struct {
	ACMN            int      `json:"dblp_acm_n"`
	ACM             float64  `json:"dblp_acm_f1"`
	ScholarN        int      `json:"dblp_scholar_n"`
	Scholar         float64  `json:"dblp_scholar_f1"`
	SameItemPairs   int      `json:"same_item_pairs"`
	SameItemFound   float64  `json:"same_item_pairs_found"` // share
	Missed          []string `json:"same_item_pairs_missed,omitempty"`
	NewsItems       int      `json:"news_items"`
	FalseMerges     int      `json:"false_merges"`
	FalselyMerged   []string `json:"falsely_merged,omitempty"`
	PairsCompared   int      `json:"feed_pairs_compared"` // pairs of feed items that share a block
	OtherFeedMerges []string `json:"other_feed_merges,omitempty"`
}

// Run measures and prints.
func (storiesCmd) Run(o output) error {
	r, err := measureStories(filepath.Join(o.Data, "corpus"))
	if err != nil {
		return err
	}
	return o.print(r, r.table)
}

func measureStories(corpus string) (r storiesReport, err error) {
	for _, set := range []struct {
		folder string
		n      *int
		f1     *float64
	}{{"DBLP-ACM", &r.ACMN, &r.ACM}, {"DBLP-GoogleScholar", &r.ScholarN, &r.Scholar}} {
		pairs, err := readHeldBack(filepath.Join(corpus, "dedupe", "er-magellan", "Structured", set.folder))
		if err != nil {
			return r, err
		}
		var found outcomes
		for _, p := range pairs {
			a, b := placed(p.a), placed(p.b)
			found.add(a.merges(b), p.same)
		}
		*set.n, *set.f1 = len(pairs), found.f1()
	}
	feeds, err := readFeeds(filepath.Join(corpus, "feeds-real"))
	if err != nil {
		return r, err
	}
	r.countFeeds(feeds)
	news, err := readNews(filepath.Join(corpus, "feeds-real", newsFolder))
	if err != nil {
		return r, err
	}
	r.countNews(news)
	return r, nil
}

// placedItem is an item with the keys and blocks that the store would keep.
type placedItem struct {
	chalkline.Item

	file   string
	keys   []string
	piece  *stories.Piece
	blocks []int64
}

func placed(item chalkline.Item) placedItem {
	piece := stories.Read(item)
	return placedItem{Item: item, keys: stories.Keys(item), piece: piece, blocks: piece.Blocks()}
}

// merges says whether two items become one story: by a key, or by a block and
// what they say.
func (a placedItem) merges(b placedItem) bool {
	return intersect(a.keys, b.keys) || intersect(a.blocks, b.blocks) && a.piece.Same(b.piece)
}

func intersect[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

// countFeeds looks for the pairs of items in two feeds that are one piece beyond
// doubt: the same DOI; the same address and title; or the same title and text,
// of some length.
// What else is merged is listed, to be read by a person.
func (r *storiesReport) countFeeds(feeds []feedItems) {
	var all []placedItem
	for _, f := range feeds {
		for _, item := range f.items {
			p := placed(item)
			p.file = f.file
			all = append(all, p)
		}
	}
	found := 0
	for _, pair := range alikeInAnything(all) {
		a, b := all[pair[0]], all[pair[1]]
		if a.file == b.file {
			continue
		}
		if intersect(a.blocks, b.blocks) {
			r.PairsCompared++
		}
		sure, merged := onePiece(a.Item, b.Item), a.merges(b)
		switch line := fmt.Sprintf("%s %q %s / %s %q %s", a.file, a.Title, a.URL, b.file, b.Title, b.URL); {
		case sure && merged:
			found++
		case sure:
			r.Missed = append(r.Missed, line)
		case merged:
			r.OtherFeedMerges = append(r.OtherFeedMerges, line)
		}
	}
	r.SameItemPairs = found + len(r.Missed)
	r.SameItemFound = share(found, r.SameItemPairs)
}

// alikeInAnything are the pairs of items, by their places, that share a key, a
// block, a DOI or a title.
func alikeInAnything(all []placedItem) [][2]int {
	having := map[string][]int{}
	for i, item := range all {
		marks := append(slices.Clone(item.keys), "own doi:"+item.DOI, "title:"+letters(item.Title))
		for _, block := range item.blocks {
			marks = append(marks, fmt.Sprint("block:", block))
		}
		for _, mark := range marks {
			if !strings.HasSuffix(mark, ":") {
				having[mark] = append(having[mark], i)
			}
		}
	}
	pairs := map[[2]int]bool{}
	for _, places := range having {
		for n, i := range places {
			for _, j := range places[n+1:] {
				pairs[[2]int{i, j}] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(pairs), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
}

func onePiece(a, b chalkline.Item) bool {
	if a.DOI != "" && a.DOI == b.DOI {
		return true
	}
	titleA, titleB := letters(a.Title), letters(b.Title)
	if titleA != titleB || titleA == "" {
		return false
	}
	if address := bareAddress(a.URL); address != "" && address == bareAddress(b.URL) {
		return true
	}
	textA := letters(a.Text)
	return textA == letters(b.Text) && textA != "" && len(titleA)+len(textA) >= saysSomething
}

// saysSomething is how many letters a title and text have that are nobody else's.
const saysSomething = 40

// letters is text without anything but letters and digits, in lower case.
func letters(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, text)
}

// bareAddress is where a page lies, "" for the front page of a site.
func bareAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return ""
	}
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") {
			query.Del(name)
		}
	}
	return strings.TrimPrefix(u.Host, "www.") + strings.TrimSuffix(u.Path, "/") + "?" + query.Encode()
}

// sameNewsWithin is how far apart in time a site may list one piece under two
// addresses.
const sameNewsWithin = 3 * 24 * time.Hour

// countNews merges all news of all days. Pieces with two addresses are distinct
// unless they have one title and are of the same days.
func (r *storiesReport) countNews(listings []newsListing) {
	var all []placedItem
	known := map[[2]string]bool{}
	for _, l := range listings {
		for _, item := range l.items {
			if id := [2]string{item.URL, item.Title}; !known[id] {
				known[id] = true
				p := placed(item)
				p.file = l.source
				all = append(all, p)
			}
		}
	}
	r.NewsItems = len(all)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.URL == b.URL || !a.merges(b) {
				continue
			}
			if letters(a.Title) == letters(b.Title) && a.Date().Sub(b.Date()).Abs() <= sameNewsWithin {
				continue
			}
			r.FalseMerges++
			r.FalselyMerged = append(r.FalselyMerged, fmt.Sprintf("%s %q %s / %s %q %s",
				a.Date().Format(time.DateOnly), a.Title, a.URL, b.Date().Format(time.DateOnly), b.Title, b.URL))
		}
	}
}

func (r storiesReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "DBLP-ACM\tF1 %.4f\tof %d pairs\n", r.ACM, r.ACMN)
	_, _ = fmt.Fprintf(t, "DBLP-Scholar\tF1 %.4f\tof %d pairs\n", r.Scholar, r.ScholarN)
	_, _ = fmt.Fprintf(t, "same item in two feeds\t%.4f found\tof %d pairs\n", r.SameItemFound, r.SameItemPairs)
	_, _ = fmt.Fprintf(t, "false merges\t%d\tamong %d news\n", r.FalseMerges, r.NewsItems)
	_, _ = fmt.Fprintf(t, "compared\t%d\tpairs of feed items in one block\n", r.PairsCompared)
	_ = t.Flush() // a table that cannot be written has nobody to tell
	for _, list := range []struct {
		name  string
		lines []string
	}{{"missed", r.Missed}, {"falsely merged", r.FalselyMerged}, {"also merged", r.OtherFeedMerges}} {
		for _, line := range list.lines {
			_, _ = fmt.Fprintf(w, "%s: %s\n", list.name, line)
		}
	}
}
