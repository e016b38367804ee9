package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// record is what a reader read, noted and led in some time, by their own word.
type record struct {
	From, Until chalkline.Day
	Read        []store.Recorded // the oldest first
	Led         []store.Led      // the earliest first

	zone *time.Location
}

// recordSpan is for how many months back a record goes when nothing is asked for.
const recordSpan = 12

// recordPeriod reads the days that an address asks for: those of the last twelve
// months when it asks for none. What is wrong is told by the name of the field.
func (s *server) recordPeriod(reader chalkline.Reader, query url.Values) (from, until chalkline.Day, problems faults) {
	problems = faults{}
	until = s.today(reader)
	first := until.Midnight()
	from = chalkline.DayOf(time.Date(first.Year(), first.Month()-(recordSpan-1), 1, 0, 0, 0, 0, time.UTC))
	for field, day := range map[string]*chalkline.Day{"from": &from, "until": &until} {
		if typed := strings.TrimSpace(query.Get(field)); typed != "" {
			*day = chalkline.Day(chalkline.Cut(typed, 20))
			problems.check(field, checkDay(*day))
		}
	}
	if len(problems) == 0 && until < from {
		problems.check("until", chalkline.Errorf(chalkline.CodeInvalid, "the last day comes before the first"))
	}
	return from, until, problems
}

// checkDay says what is wrong with a day of a record.
func checkDay(d chalkline.Day) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if d.Midnight().IsZero() {
		return chalkline.Errorf(chalkline.CodeInvalid, "a day lies between the years 2000 and 2199")
	}
	return nil
}

// recordAsked is the record that an address asks for.
func (s *server) recordAsked(r *http.Request, reader chalkline.Reader) (record, error) {
	from, until, problems := s.recordPeriod(reader, r.URL.Query())
	for _, field := range []string{"from", "until"} {
		if problems.Has(field) {
			return record{}, &chalkline.Error{Code: chalkline.CodeInvalid, Text: problems[field]}
		}
	}
	return s.recordOf(r.Context(), reader, from, until)
}

// recordOf is a reader's record of the days from one to another, in their own zone.
func (s *server) recordOf(ctx context.Context, reader chalkline.Reader, from, until chalkline.Day) (record, error) {
	rec := record{From: from, Until: until, zone: time.UTC}
	if loc, err := reader.Schedule.Location(); err == nil {
		rec.zone = loc
	}
	begin := func(d chalkline.Day) time.Time {
		t := d.Midnight()
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, rec.zone)
	}
	var err error
	if rec.Read, err = s.DB.Recorded(ctx, reader.ID, begin(from), begin(until).AddDate(0, 0, 1)); err != nil {
		return rec, err
	}
	// A theme or a meeting of a day to come is not led yet.
	rec.Led, err = s.DB.Led(ctx, reader.ID, from, min(until, s.today(reader)), rec.zone)
	return rec, err
}

// day is when a reader first said something of a piece, where they are.
func (rec record) day(r store.Recorded) chalkline.Day { return chalkline.DayOf(r.At.In(rec.zone)) }

// Minutes is how long all pieces take to read, as far as it is known.
func (rec record) Minutes() int {
	sum := 0
	for _, r := range rec.Read {
		sum += r.Minutes
	}
	return sum
}

// Unmeasured is how many pieces are of unknown length.
func (rec record) Unmeasured() int {
	n := 0
	for _, r := range rec.Read {
		if r.Minutes == 0 {
			n++
		}
	}
	return n
}

// recordMonth is the sum of a month.
type recordMonth struct {
	Month   chalkline.Month `json:"month"`
	Pieces  int             `json:"pieces"`
	Minutes int             `json:"minutes"`
	Led     int             `json:"led"`
}

// months are the sums of the months in which there was something, the latest first.
func (rec record) months() []recordMonth {
	sums := map[chalkline.Month]*recordMonth{}
	of := func(d chalkline.Day) *recordMonth {
		month := chalkline.Month(d[:len("2006-01")])
		if sums[month] == nil {
			sums[month] = &recordMonth{Month: month}
		}
		return sums[month]
	}
	for _, r := range rec.Read {
		m := of(rec.day(r))
		m.Pieces++
		m.Minutes += r.Minutes
	}
	for _, l := range rec.Led {
		of(l.Day).Led++
	}
	list := make([]recordMonth, 0, len(sums))
	for _, m := range sums {
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b recordMonth) int { return cmp.Compare(b.Month, a.Month) })
	return list
}

// recordTopic is the sum of a topic.
type recordTopic struct {
	Topic   chalkline.TopicID `json:"topic"` // "" for pieces without one
	Label   chalkline.Text    `json:"label"`
	Pieces  int               `json:"pieces"`
	Minutes int               `json:"minutes"`
}

// noTopicLabel stands where a piece has no topic.
var noTopicLabel = chalkline.Textf("No topic")

// recordTopics are the sums of the topics, the most minutes first. A piece counts
// under the topic that it is most about, so the sums add up.
func (s *server) recordTopics(rec record, locale *say.Locale) []recordTopic {
	sums := map[chalkline.TopicID]*recordTopic{}
	for _, r := range rec.Read {
		t := sums[r.Topic]
		if t == nil {
			t = &recordTopic{Topic: r.Topic, Label: s.recordLabel(r.Topic)}
			sums[r.Topic] = t
		}
		t.Pieces++
		t.Minutes += r.Minutes
	}
	list := make([]recordTopic, 0, len(sums))
	for _, t := range sums {
		list = append(list, *t)
	}
	byName := locale.Order()
	slices.SortFunc(list, func(a, b recordTopic) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Pieces, a.Pieces), byName(a.Label, b.Label))
	})
	return list
}

// recordLabel is the name of a piece's topic.
func (s *server) recordLabel(topic chalkline.TopicID) chalkline.Text {
	if label := s.topicLabel(topic); label != "" {
		return chalkline.Textf(label)
	}
	return noTopicLabel
}

// marksOf are what a reader said of a piece, in words.
func marksOf(r store.Recorded) []chalkline.Text {
	var marks []chalkline.Text
	for _, m := range []struct {
		said bool
		word chalkline.Text
	}{
		{r.Useful, chalkline.Textf("useful")},
		{r.Saved, chalkline.Textf("saved")},
		{r.Note != "", chalkline.Textf("noted")},
		{r.Forward, chalkline.Textf("put forward")},
	} {
		if m.said {
			marks = append(marks, m.word)
		}
	}
	return marks
}

// ledWords is what a reader did for a group, in words.
func ledWords(l store.Led) chalkline.Text {
	switch l.Kind {
	case store.LedTheme:
		return chalkline.Textf("Set the theme “%s”", say.Line(l.What))
	case store.LedMeeting:
		return chalkline.Textf("Hosted a meeting")
	}
	return chalkline.Textf("Put forward “%s”", ledTitle(l))
}

// ledTitle is the title of what was put forward.
func ledTitle(l store.Led) chalkline.Text {
	if title := say.Line(l.What); title != "" {
		return chalkline.Verbatim(title)
	}
	return chalkline.Textf("a piece without a title")
}

// inHours is a time in words: "5 h 20 min".
func inHours(minutes int) chalkline.Text {
	if minutes < 60 {
		return chalkline.Textf("%d min", minutes)
	}
	hours := say.Number(minutes / 60)
	if minutes%60 == 0 {
		return chalkline.Textf("%s h", hours)
	}
	return chalkline.Textf("%s h %d min", hours, minutes%60)
}
