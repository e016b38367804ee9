package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/store"
)

// profile is a kind of reader, written down before anything was measured.
type profile struct {
	name    string
	topics  []chalkline.TopicID
	phase   chalkline.Phase
	subject chalkline.TopicID
	wants   chalkline.Wants
}

var profiles = []profile{
	{
		"primary teacher, literacy",
		[]chalkline.TopicID{"phonics", "reading-comprehension", "vocabulary", "writing", "early-years", "dyslexia", "parents"},
		chalkline.PhasePrimary, "english-lit",
		chalkline.Wants{},
	},
	{
		"secondary teacher, mathematics",
		[]chalkline.TopicID{"maths", "retrieval-practice", "cognitive-load", "homework", "formative-assessment", "ability-grouping"},
		chalkline.PhaseSecondary, "maths",
		chalkline.Wants{Minutes: 10, Least: chalkline.GradeD},
	},
	{
		"head of a school",
		[]chalkline.TopicID{"leadership", "teacher-leadership", "cpd", "recruitment-workload", "teacher-quality", "policy", "attendance"},
		chalkline.PhaseSecondary, "",
		chalkline.Wants{Minutes: 15, NoOpinion: true},
	},
	{
		"university lecturer",
		[]chalkline.TopicID{"higher-ed", "ai", "edtech", "motivation", "summative-assessment"},
		chalkline.PhaseHigher, "computing",
		chalkline.Wants{Minutes: 20},
	},
	{
		"special needs, five minutes",
		[]chalkline.TopicID{"send", "autism-adhd", "behaviour", "wellbeing", "sel"},
		chalkline.PhasePrimary, "",
		chalkline.Wants{Minutes: 5},
	},
}

const monthDays = 30

// monthStart is the first of the days; the listings of news are of before and
// after it.
var monthStart = time.Date(2026, time.April, 18, 6, 0, 0, 0, time.UTC)

// monthReport tells what each profile got.
type monthReport struct {
	Items    int              `json:"items"`
	Profiles []profileFigures `json:"profiles"`
}

type profileFigures struct {
	Profile  string         `json:"profile"`
	Budget   int            `json:"budget"` // minutes a day
	Picks    int            `json:"picks"`
	Days     int            `json:"days"` // with picks
	OnTopic  float64        `json:"on_topic"`
	Indexed  float64        `json:"on_topic_by_indexers"` // of picks that are records of ERIC with a term that is about any topic
	Judged   int            `json:"judged_by_indexers"`
	Outside  int            `json:"outside"`
	Other    int            `json:"other_side"`
	Grades   map[string]int `json:"grades"`
	OnOffer  map[string]int `json:"grades_on_offer"` // of items about its topics
	Sources  int            `json:"sources"`
	Largest  float64        `json:"largest_source"` // share of the source with most picks
	Repeats  int            `json:"repeats"`
	Minutes  float64        `json:"minutes_a_day"`
	Over     int            `json:"days_over_budget"`
	MoreThan int            `json:"days_over_with_more_than_one_pick"`
}

// arrival is what a source brings on a day.
type arrival struct {
	source string
	day    time.Time
	items  []chalkline.Item
}

func measureMonth(ctx context.Context, data string) (r monthReport, err error) {
	arrivals, descriptors, err := readArrivals(data)
	if err != nil {
		return r, err
	}
	dir, err := os.MkdirTemp("", "chalkbench-month-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, filepath.Join(dir, "month.db"))
	if err != nil {
		return r, err
	}
	defer db.Close()
	w := newWorker(db, monthStart.AddDate(0, 0, -30))
	readers, err := w.admitProfiles(ctx)
	if err != nil {
		return r, err
	}
	sources := map[string]chalkline.SourceID{}
	for day := range monthDays {
		today := monthStart.AddDate(0, 0, day)
		for len(arrivals) > 0 && !arrivals[0].day.After(today) {
			if err := w.store(ctx, arrivals[0], sources); err != nil {
				return r, err
			}
			arrivals = arrivals[1:]
		}
		w.now = today
		if _, err := w.do(ctx, "appraise"); err != nil {
			return r, err
		}
		if _, err := w.do(ctx, "pick"); err != nil {
			return r, err
		}
	}
	counts, err := db.Counts(ctx)
	if err != nil {
		return r, err
	}
	r.Items = counts.Items
	candidates, err := db.Candidates(ctx, monthStart.AddDate(0, 0, -60))
	if err != nil {
		return r, err
	}
	for n, p := range profiles {
		cards, err := db.Cards(ctx, readers[n], store.CardQuery{Limit: 1000})
		if err != nil {
			return r, err
		}
		r.Profiles = append(r.Profiles, p.figures(cards, candidates, descriptors))
	}
	return r, nil
}

// admitProfiles stores a reader for each profile; their first picks are due on
// the first day.
func (w *worker) admitProfiles(ctx context.Context) (ids []chalkline.ReaderID, err error) {
	for n, p := range profiles {
		reader := chalkline.Reader{
			Email: fmt.Sprintf("profile%d@school.example", n), Schedule: chalkline.Schedule{Every: chalkline.EveryDay, Hour: 6, Zone: "UTC"},
			Class: chalkline.Class{Phases: []chalkline.Phase{p.phase}}, Wants: p.wants,
		}
		if p.subject != "" {
			reader.Class.Subjects = []chalkline.TopicID{p.subject}
		}
		if err := w.db.CreateReader(ctx, &reader); err != nil {
			return nil, err
		}
		var follows []chalkline.Follow
		for _, topic := range p.topics {
			follows = append(follows, chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(topic), Weight: 1})
		}
		if err := w.db.SetFollows(ctx, reader.ID, follows); err != nil {
			return nil, err
		}
		ids = append(ids, reader.ID)
	}
	return ids, nil
}

// store stores what a source brought, and the source when it is new.
func (w *worker) store(ctx context.Context, a arrival, sources map[string]chalkline.SourceID) error {
	if sources[a.source] == 0 {
		s := chalkline.Source{Name: a.source, URL: "https://" + a.source + ".example/feed", Language: "en", Genre: chalkline.GenreNews}
		if err := w.db.AddSource(ctx, &s); err != nil {
			return err
		}
		sources[a.source] = s.ID
	}
	w.now = a.day
	batch := chalkline.Batch{Source: sources[a.source], Items: a.items, Poll: chalkline.Poll{State: chalkline.PollOK, NextAt: a.day.Add(time.Hour)}}
	if _, err := w.db.StoreBatch(ctx, batch); err != nil {
		return fmt.Errorf("storing what %s brought: %w", a.source, err)
	}
	return nil
}

// monthRecord is a record of ERIC with its year.
type monthRecord struct {
	ericRecord

	Author []string `json:"author"`
	Year   int      `json:"publicationdateyear"`
}

// recentYear is the first year of records that are taken for new ones.
const recentYear = 2005

// readArrivals reads the news as they were listed, and spreads the records of ERIC
// since recentYear over the month, each journal a source. The descriptors are by
// title.
func readArrivals(data string) (arrivals []arrival, descriptors map[string][]string, err error) {
	listings, err := readNews(filepath.Join(data, "corpus", "feeds-real", newsFolder))
	if err != nil {
		return nil, nil, err
	}
	for _, l := range listings {
		arrivals = append(arrivals, arrival(l))
	}
	names, err := filepath.Glob(filepath.Join(data, "corpus", "scholarly", "eric-edsoc", "eric", "*.json.gz"))
	if err != nil {
		return nil, nil, fmt.Errorf("listing records of ERIC: %w", err)
	}
	descriptors = map[string][]string{}
	seen := map[string]bool{}
	for _, name := range names {
		records, err := readMonthRecords(name)
		if err != nil {
			return nil, nil, fmt.Errorf("reading %s: %w", name, err)
		}
		days := map[int][]chalkline.Item{}
		for _, r := range records {
			if r.Year < recentYear || seen[r.ID] || len(r.Subject) == 0 {
				continue
			}
			seen[r.ID] = true
			item := r.item()
			descriptors[item.Title] = r.Subject
			days[len(seen)%monthDays] = append(days[len(seen)%monthDays], item)
		}
		journal := strings.TrimSuffix(filepath.Base(name), ".json.gz")
		for day, items := range days {
			arrivals = append(arrivals, arrival{journal, monthStart.AddDate(0, 0, day).Add(-time.Hour), items})
		}
	}
	if len(seen) == 0 {
		return nil, nil, fmt.Errorf("%w: no records of ERIC in %s", errNoData, data)
	}
	slices.SortStableFunc(arrivals, func(a, b arrival) int {
		if order := a.day.Compare(b.day); order != 0 {
			return order
		}
		return strings.Compare(a.source, b.source)
	})
	return arrivals, descriptors, nil
}

func readMonthRecords(name string) ([]monthRecord, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Response struct {
			Docs []monthRecord `json:"docs"`
		} `json:"response"`
	}
	err = json.NewDecoder(unpacked).Decode(&answer)
	return answer.Response.Docs, err
}

// item is the record as an item without its descriptors, which are kept to judge
// its topics by.
func (r monthRecord) item() chalkline.Item {
	address := "https://eric.ed.gov/?id=" + r.ID
	return chalkline.Item{
		Key: r.ID, URL: address, ERIC: r.ID, Authors: r.Author,
		Title: html.UnescapeString(r.Title), Text: indexer.ReplaceAllString(html.UnescapeString(r.Description), ""),
	}
}

// figures are of a profile's picks.
func (p profile) figures(cards []chalkline.Card, candidates []chalkline.Candidate, descriptors map[string][]string) profileFigures {
	f := profileFigures{Profile: p.name, Budget: p.wants.Budget(), Picks: len(cards), Grades: map[string]int{}, OnOffer: map[string]int{}}
	var (
		truth    = newDescriptorTruth()
		onTopic  int
		right    int
		stories  = map[chalkline.StoryID]bool{}
		sources  = map[chalkline.SourceID]int{}
		minutes  = map[string]int{}
		perDay   = map[string]int{}
		totalMin int
	)
	for _, c := range cards {
		day := c.Pick.At.Format(time.DateOnly)
		cost := max(1, c.Minutes)
		minutes[day] += cost
		perDay[day]++
		totalMin += cost
		f.Grades[string(c.Appraisal.Grade)]++
		sources[c.Source.ID]++
		if stories[c.Item.StoryID] {
			f.Repeats++
		}
		stories[c.Item.StoryID] = true
		if c.Pick.Other != 0 {
			f.Other++
		}
		if c.Pick.Outside {
			f.Outside++
			continue
		}
		if p.about(c.Topics) {
			onTopic++
		}
		if about, near := truth.topics(descriptors[c.Item.Title]); len(about) > 0 {
			f.Judged++
			if slices.ContainsFunc(append(about, near...), func(id chalkline.TopicID) bool { return slices.Contains(p.topics, id) }) {
				right++
			}
		}
	}
	for _, c := range candidates {
		if p.about(c.Topics) {
			f.OnOffer[string(c.Appraisal.Grade)]++
		}
	}
	f.Days, f.Sources = len(minutes), len(sources)
	f.OnTopic, f.Indexed = share(onTopic, f.Picks-f.Outside), share(right, f.Judged)
	for _, n := range sources {
		f.Largest = max(f.Largest, share(n, f.Picks))
	}
	f.Minutes = round(float64(totalMin) / float64(max(1, f.Days)))
	for day, sum := range minutes {
		if sum > f.Budget {
			f.Over++
			if perDay[day] > 1 {
				f.MoreThan++
			}
		}
	}
	return f
}

func (p profile) about(matches []chalkline.TopicMatch) bool {
	return slices.ContainsFunc(matches, func(m chalkline.TopicMatch) bool { return slices.Contains(p.topics, m.Topic) })
}

func (r monthReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "%d items in %d days\n", r.Items, monthDays)
	_, _ = fmt.Fprint(t, "profile\tpicks\tdays\ton topic\tby indexers\toutside\tother side\tgrades A B C D E\ton offer\tsources\tlargest\trepeats\tminutes a day\tof\tover\n")
	for _, f := range r.Profiles {
		_, _ = fmt.Fprintf(t, "%s\t%d\t%d\t%v\t%v of %d\t%d\t%d\t%s\t%s\t%d\t%v\t%d\t%.1f\t%d\t%d\n", f.Profile, f.Picks, f.Days, f.OnTopic, f.Indexed, f.Judged,
			f.Outside, f.Other, byGrade(f.Grades), byGrade(f.OnOffer), f.Sources, f.Largest, f.Repeats, f.Minutes, f.Budget, f.Over)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}

func byGrade(counts map[string]int) string {
	var numbers []string
	for _, g := range []chalkline.Grade{chalkline.GradeA, chalkline.GradeB, chalkline.GradeC, chalkline.GradeD, chalkline.GradeE} {
		numbers = append(numbers, fmt.Sprint(counts[string(g)]))
	}
	return strings.Join(numbers, " ")
}
