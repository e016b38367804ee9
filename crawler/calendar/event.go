package calendar

import (
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"chalkline"
)

// event is an event that brings days off, by its own clock.
type event struct {
	uid      string
	name     string
	at       time.Time // midnight of its first day, as if it were UTC
	days     int       // 0 for none: it only takes away what it replaces
	rule     string
	more     []chalkline.Day        // other first days
	except   map[chalkline.Day]bool // first days that are left out
	shift    int                    // days from the start of an event with times to its first whole day
	replaces chalkline.Day          // the first day of the time that it stands in for, of a repeating event; or ""
}

// newEvent reads an event; false when it brings no day off. Zone is that of the
// calendar, for times in UTC; all other times are taken by the clock on the wall,
// so that it does not matter whether their zone is known.
func newEvent(props ical.Props, zone *time.Location) (event, bool) {
	start, whole, ok := clock(props.Get("DTSTART"), zone)
	if !ok || start.Year() < oldest {
		return event{}, false
	}
	end := start
	switch {
	case props.Get("DTEND") != nil:
		if end, _, ok = clock(props.Get("DTEND"), zone); !ok {
			return event{}, false
		}
	case props.Get("DURATION") != nil:
		length, err := props.Get("DURATION").Duration()
		if err != nil {
			return event{}, false
		}
		end = start.Add(length)
	}
	if whole && !end.After(start) { // RFC 5545 section 3.6.1: a date without an end is a day
		end = start.AddDate(0, 0, 1)
	}
	e := event{uid: value(props, "UID"), name: line(value(props, "SUMMARY")), rule: value(props, "RRULE")}
	first := start.Truncate(24 * time.Hour)
	if first.Before(start) {
		first, e.shift = first.AddDate(0, 0, 1), 1
	}
	hours := end.Truncate(24 * time.Hour).Sub(first).Hours()
	cancelled := strings.EqualFold(value(props, "STATUS"), "CANCELLED")
	replaced, _, replaces := clock(props.Get("RECURRENCE-ID"), zone)
	if replaces {
		e.replaces = chalkline.DayOf(replaced).Add(e.shift)
		e.rule = ""
	}
	e.at, e.days = first, int(hours/24)
	if cancelled && replaces { // it stands in for one time, and that is off
		return event{uid: e.uid, replaces: e.replaces}, true
	}
	if cancelled || e.days < 1 || e.days > longest {
		return event{}, false
	}
	e.more = e.all(props.Values("RDATE"), zone)
	e.except = map[chalkline.Day]bool{}
	for _, d := range e.all(props.Values("EXDATE"), zone) {
		e.except[d] = true
	}
	return e, true
}

// all are the first days of the times that lists name.
func (e event) all(lists []ical.Prop, zone *time.Location) []chalkline.Day {
	var days []chalkline.Day
	for _, p := range lists {
		for text := range strings.SplitSeq(p.Value, ",") {
			text, _, _ = strings.Cut(text, "/") // a period has its end behind a stroke
			if at, _, ok := clock(&ical.Prop{Value: text}, zone); ok {
				days = append(days, chalkline.DayOf(at).Add(e.shift))
			}
		}
	}
	return days
}

// starts are the first days of all times of the event that may touch the window.
// It is barren when its rule fits no day at all.
func (e event) starts(window chalkline.Break) (out []chalkline.Day, barren bool) {
	if e.days == 0 {
		return nil, false
	}
	days := []chalkline.Day{chalkline.DayOf(e.at)}
	if e.rule != "" {
		var repeated []chalkline.Day
		repeated, barren = e.repeated(window)
		days = append(days, repeated...)
	}
	seen := map[chalkline.Day]bool{}
	for _, d := range append(days, e.more...) {
		if d != "" && !e.except[d] && !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out, barren
}

// Bounds of a rule: its length in bytes, how far apart its times may be, how many
// of them are looked at, and how many years before the window one may have begun
// that comes daily or weekly for so many times: it is followed from its beginning.
const (
	maxRule     = 300
	maxInterval = 1000
	maxTimes    = 5000
	maxCounted  = 5
)

// repeated are the first days that the event's rule gives, up to the end of the
// window. A rule that cannot be followed, or that repeats within a day, gives none
// beyond the first. One that is barren is looked for up to the year 9999.
func (e event) repeated(window chalkline.Break) (days []chalkline.Day, barren bool) {
	options, ok := e.options(window)
	if !ok {
		return nil, false
	}
	defer func() {
		if recover() != nil { // the library panics over rules that nobody would write
			days = nil
		}
	}()
	rule, err := rrule.NewRRule(options)
	if err != nil {
		return nil, false
	}
	next := rule.Iterator()
	for n := range maxTimes {
		at, ok := next()
		if !ok {
			return days, n == 0
		}
		if d := chalkline.DayOf(at); d.Add(e.days) >= window.From {
			days = append(days, d)
		}
	}
	return days, false
}

// options are the event's rule, bounded; false when it is not followed. A rule
// that comes daily or weekly for ever is followed from shortly before the window:
// each step from its beginning costs as much as one within.
func (e event) options(window chalkline.Break) (rrule.ROption, bool) {
	if len(e.rule) > maxRule {
		return rrule.ROption{}, false
	}
	read, err := rrule.StrToROption(strings.ToUpper(e.rule))
	if err != nil || read.Freq > rrule.DAILY || read.Interval < 0 || read.Interval > maxInterval || len(read.Byeaster) > 0 {
		return rrule.ROption{}, false
	}
	o := *read
	o.Dtstart = e.at
	o.Byhour, o.Byminute, o.Bysecond = nil, nil, nil
	if !o.Until.IsZero() && o.Until.Before(window.From.Midnight().AddDate(0, 0, -longest)) {
		return o, false
	}
	if end := window.Until.Midnight(); o.Until.IsZero() || o.Until.After(end) {
		o.Until = end
	}
	step := max(1, o.Interval)
	switch o.Freq {
	case rrule.DAILY:
	case rrule.WEEKLY:
		step *= 7
	default:
		return o, true
	}
	from := window.From.Midnight()
	if o.Count > 0 {
		return o, !e.at.Before(from.AddDate(-maxCounted, 0, 0))
	}
	if ahead := int(from.Sub(e.at).Hours()/24) - e.days; ahead > step {
		o.Dtstart = e.at.AddDate(0, 0, ahead/step*step)
	}
	return o, true
}

// The forms of dates and times.
const (
	dateForm = "20060102"
	timeForm = "20060102T150405"
)

// clock is what a calendar's clock shows at a date or time, as if it were UTC, and
// whether it is a whole day.
func clock(p *ical.Prop, zone *time.Location) (at time.Time, whole, ok bool) {
	if p == nil {
		return time.Time{}, false, false
	}
	text := strings.TrimSpace(p.Value)
	if at, err := time.Parse(dateForm, text); err == nil {
		return at, true, true
	}
	local, utc := strings.CutSuffix(text, "Z")
	at, err := time.Parse(timeForm, local)
	if err != nil {
		return time.Time{}, false, false
	}
	if utc {
		y, m, d := at.In(zone).Date()
		h, n, s := at.In(zone).Clock()
		at = time.Date(y, m, d, h, n, s, 0, time.UTC)
	}
	return at, false, true
}
