package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/feed"
)

// labelledPair is two records and whether they are of one work.
type labelledPair struct {
	a, b chalkline.Item
	same bool
}

// readHeldBack reads the pairs of a folder that no threshold was chosen on: every
// file but those named train. Where a folder has no such file, the even lines of
// those named valid were used in its stead and are left out.
func readHeldBack(dir string) ([]labelledPair, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.txt*"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	begins := func(word string) func(string) bool {
		return func(name string) bool { return strings.HasPrefix(filepath.Base(name), word) }
	}
	trained := slices.ContainsFunc(names, begins("train"))
	var all []labelledPair
	for _, name := range slices.DeleteFunc(names, begins("train")) {
		list, err := readPairs(name)
		if err != nil {
			return nil, err
		}
		for i, pair := range list {
			if trained || !begins("valid")(name) || i%2 == 1 {
				all = append(all, pair)
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no labelled pairs in %s", dir)
	}
	return all, nil
}

// readPairs reads a file, packed or not, of lines of two records and a label.
func readPairs(name string) ([]labelledPair, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening pairs: %w", err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			return nil, fmt.Errorf("unpacking %s: %w", name, err)
		}
	}
	var list []labelledPair
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineLimit)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s: a line of %d fields", name, len(fields))
		}
		list = append(list, labelledPair{recordItem(fields[0]), recordItem(fields[1]), strings.TrimSpace(fields[2]) == "1"})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return list, nil
}

// recordItem reads a record written as COL name VAL value and so on.
func recordItem(record string) chalkline.Item {
	var item chalkline.Item
	for column := range strings.SplitSeq(record, "COL ") {
		name, value, _ := strings.Cut(column, " VAL ")
		value = strings.TrimSpace(value)
		switch name {
		case "title":
			item.Title = value
		case "venue":
			item.Venue = value
		case "authors":
			for author := range strings.SplitSeq(value, " , ") {
				if author != "" {
					item.Authors = append(item.Authors, author)
				}
			}
		case "year":
			if year, err := strconv.ParseFloat(value, 64); err == nil {
				item.Published = time.Date(int(year), time.January, 1, 0, 0, 0, 0, time.UTC)
			}
		}
	}
	return item
}

// feedItems are the items of one feed file.
type feedItems struct {
	file  string
	items []chalkline.Item
}

// readFeeds reads every file under a folder that is a feed.
func readFeeds(folder string) ([]feedItems, error) {
	var feeds []feedItems
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == newsFolder {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || strings.HasSuffix(path, ".jsonl") {
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		meta := feed.Meta{URL: "https://feeds.example/" + filepath.ToSlash(name), Now: time.Now()}
		if parsed, err := feed.Parse(body, meta); err == nil && len(parsed.Items) > 0 {
			feeds = append(feeds, feedItems{name, parsed.Items})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading feeds: %w", err)
	}
	if len(feeds) == 0 {
		return nil, fmt.Errorf("no feeds in %s", folder)
	}
	return feeds, nil
}

// newsFolder holds one folder a source with one listing a day.
const newsFolder = "edu-news-daily-crawls"

// newsListing is what one source listed on one day.
type newsListing struct {
	source string
	day    time.Time
	items  []chalkline.Item // those of one address may be several
}

// readNews reads the listings of all sources, in order of day.
func readNews(folder string) ([]newsListing, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*", "*.json"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", folder, err)
	}
	var listings []newsListing
	for _, name := range names {
		day, err := time.Parse(time.DateOnly, strings.TrimSuffix(filepath.Base(name), ".json"))
		if err != nil {
			return nil, fmt.Errorf("the name of a listing: %w", err)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading a listing: %w", err)
		}
		var file struct {
			News []newsEntry `json:"news"`
		}
		if err := json.Unmarshal(data, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		listing := newsListing{source: filepath.Base(filepath.Dir(name)), day: day.Add(12 * time.Hour)}
		for _, entry := range file.News {
			listing.items = append(listing.items, entry.item(listing.day))
		}
		listings = append(listings, listing)
	}
	if len(listings) == 0 {
		return nil, errors.New("no listings in " + folder)
	}
	slices.SortStableFunc(listings, func(a, b newsListing) int { return a.day.Compare(b.day) })
	return listings, nil
}

type newsEntry struct {
	Title   string `json:"title"`
	URL     string `json:"url"`
	Date    string `json:"date"`
	Author  string `json:"author"`
	Summary string `json:"summary_en"`
	Content string `json:"content"`
}

// item is the entry as a listing page gives it: known by its address.
func (e newsEntry) item(day time.Time) chalkline.Item {
	item := chalkline.Item{
		Key: "page " + e.URL, URL: e.URL, Title: strings.Join(strings.Fields(e.Title), " "),
		Text: strings.TrimSpace(e.Summary + "\n\n" + e.Content), FirstSeen: day, Changed: day,
	}
	if e.Author != "" {
		item.Authors = []string{e.Author}
	}
	for _, layout := range []string{time.DateOnly, "January 2, 2006", "Jan 2, 2006", time.RFC3339} {
		if date, err := time.Parse(layout, strings.TrimSpace(e.Date)); err == nil && !date.After(day) {
			item.Published = date
		}
	}
	return item
}
