package chalkline

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// Day is a day of the calendar, wherever one is, as "2026-12-24". Days with a year
// of four digits compare as strings do.
type Day string

// DayOf is the day that it is at t, in t's zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Validate says what is wrong with d.
func (d Day) Validate() error {
	if _, err := time.Parse(time.DateOnly, string(d)); err != nil {
		return Errorf(CodeInvalid, "%q is no date; dates look like 2026-12-24", Cut(string(d), 20))
	}
	return nil
}

// Text is the day in words, as "Thursday 24 December 2026", or as it stands when
// it is none.
func (d Day) Text() Text { return d.in("Monday 2 January 2006") }

// String is Text in English.
func (d Day) String() string { return d.Text().English() }

func (d Day) in(layout string) Text {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return Textf("%q", string(d))
	}
	return Textf("%s", Moment{At: t, Layout: layout})
}

// The years in which there may be a break. Years without four digits do not
// compare as strings, and nobody plans further ahead.
const (
	firstYear = 2000
	lastYear  = 2199
)

// Midnight is the day at 00:00 in UTC; the zero time when d is no day of the years
// in which there may be a break.
func (d Day) Midnight() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}
	}
	return t
}

// Add is the day that comes n days later, "" when d has no Midnight.
func (d Day) Add(n int) Day {
	t := d.Midnight()
	if t.IsZero() {
		return ""
	}
	return DayOf(t.AddDate(0, 0, n))
}

// LongestBreak is how many days a break has at most: whoever wants no mail for
// longer wants none.
const LongestBreak = 366

// MostBreaks is how many breaks a reader keeps at most: those of three school
// years in any country.
const MostBreaks = 40

// Break is a time without digests, as school holidays are. Both days are in it.
type Break struct {
	From  Day    `json:"from"`
	Until Day    `json:"until"`
	Name  string `json:"name,omitempty"` // plain text, or "" for none
}

// Holds says whether d is in the break.
func (b Break) Holds(d Day) bool { return b.From <= d && d <= b.Until }

// Validate says what is wrong with the break.
func (b Break) Validate() error {
	for _, d := range [...]Day{b.From, b.Until} {
		if err := d.Validate(); err != nil {
			return err
		}
		if d.Midnight().IsZero() {
			return Errorf(CodeInvalid, "the year of a day is from %d to %d, not %s", firstYear, lastYear, string(d[:4]))
		}
	}
	if b.Until < b.From {
		return &Error{Code: CodeInvalid, Text: Textf("the last day (%s) comes before the first (%s)", b.Until.Date(), b.From.Date())}
	}
	if b.From.Add(LongestBreak) <= b.Until {
		return Errorf(CodeInvalid, "a pause lasts a year at most; to have no mail for longer, choose no mail")
	}
	return nil
}

// Text is the break in words, as "19 December 2026 to 3 January 2027".
func (b Break) Text() Text {
	from, until := b.From.Midnight(), b.Until.Midnight()
	switch {
	case b.From == b.Until || from.IsZero() || until.IsZero():
		return b.Until.Date()
	case from.Year() != until.Year():
		return Textf("%s to %s", b.From.Date(), b.Until.Date())
	case from.Month() != until.Month():
		return Textf("%s to %s", b.From.in("2 January"), b.Until.Date())
	}
	return Textf("%d to %s", from.Day(), b.Until.Date())
}

// String is Text in English.
func (b Break) String() string { return b.Text().English() }

// Date is the day in words without its weekday, as "24 December 2026".
func (d Day) Date() Text { return d.in("2 January 2006") }

// SortBreaks orders breaks by their first day.
func SortBreaks(breaks []Break) {
	slices.SortStableFunc(breaks, func(a, b Break) int { return strings.Compare(string(a.From+a.Until), string(b.From+b.Until)) })
}

// CalendarID names a Calendar.
type CalendarID int64

// Calendar is a calendar of school holidays at an address. It is asked for once
// for all readers who name it. The address may be a secret of theirs.
type Calendar struct {
	ID           CalendarID
	URL          string
	Name         string // as it calls itself, or ""
	ETag         string
	LastModified string
	Off          []Break   // the days off, as they were last read
	CheckedAt    time.Time // when it was last asked for; zero for never
	ReadAt       time.Time // when it was last read whole; zero for never
	NextAt       time.Time // when to ask for it again
	Error        Text      // why the last look failed, as a sentence without its stop; empty when it did not
}

// CalendarURL is the address of a calendar in the form in which it is stored:
// http or https, without what a browser would not send.
func CalendarURL(typed string) (string, error) {
	const help = "it should look like https://school.example/holidays.ics"
	typed = strings.TrimSpace(typed)
	if len(typed) > 1000 {
		return "", Errorf(CodeInvalid, "this address is too long; %s", help)
	}
	u, err := url.Parse(typed)
	if err != nil {
		return "", Errorf(CodeInvalid, "%q is no web address; %s", Cut(typed, 60), help)
	}
	switch strings.ToLower(u.Scheme) {
	case "webcal", "webcals": // how calendar programs are told to subscribe
		u.Scheme = "https"
	case "http", "https":
		u.Scheme = strings.ToLower(u.Scheme)
	default:
		return "", Errorf(CodeInvalid, "%q is no web address; %s", Cut(typed, 60), help)
	}
	if u.Hostname() == "" || u.User != nil {
		return "", Errorf(CodeInvalid, "this address names no site, or has a password in it; %s", help)
	}
	u.Host, u.Fragment, u.RawFragment = strings.ToLower(u.Host), "", ""
	return u.String(), nil
}
