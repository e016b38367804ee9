// Package calendar reads calendars of school holidays: iCalendar (RFC 5545), as
// schools, authorities and calendar programs publish it.
//
// Read turns the bytes into days off, and Ask asks for a calendar at its address
// the way a good neighbour does. What a calendar holds is hostile until shown
// otherwise: all of it is capped, and what is not understood is passed over.
//
// What counts as a day off:
//   - an event of whole days, from its first day to its last;
//   - of an event with times, the days that it covers from midnight to midnight,
//     by its own clock. A lesson or an evening covers none;
//   - each time of one that repeats, within the window that is asked for.
//
// What does not: cancelled events, events of over 120 days (a term or a school
// year), and everything that is no event, as tasks are.
package calendar

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"chalkline"
)

// Bounds of a calendar. Those of school holidays have 20 to 300 events in some
// 100 kB; one that is larger is no such calendar.
const (
	MaxBytes  = 1 << 20
	maxEvents = 5000
	maxRules  = 100 // events that repeat by a rule: each may take thousands of steps
	maxBarren = 2   // rules that fit no day: each takes millions
	maxOff    = 500 // days off or runs of them, within the window
	longest   = 120 // days of a holiday; a summer has 100 at most
)

// oldest is the first year of which events are read.
const oldest = 1970

// Content is what a calendar says.
type Content struct {
	Name string // as it calls itself, or ""
	Off  []chalkline.Break
}

// Read reads a calendar. It gives the days off that touch the window, both days
// of it included, in order. What is wrong with the calendar is said in a sentence
// for whoever named it.
func Read(raw []byte, window chalkline.Break) (Content, error) {
	if len(raw) > MaxBytes {
		return Content{}, errTooLarge
	}
	text, err := sift(raw)
	if err != nil {
		return Content{}, err
	}
	parsed, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		return Content{}, chalkline.Errorf(chalkline.CodeInvalid, "it is no calendar that can be read: it breaks off or is mixed up")
	}
	content := Content{Name: line(value(parsed.Props, "X-WR-CALNAME"))}
	zone, err := time.LoadLocation(value(parsed.Props, "X-WR-TIMEZONE"))
	if err != nil {
		zone = time.UTC
	}
	if len(parsed.Children) > maxEvents {
		return Content{}, chalkline.Errorf(chalkline.CodeInvalid, "it has more than %d events, which is more than a calendar of holidays has", maxEvents)
	}
	events := make([]event, 0, len(parsed.Children))
	for _, c := range parsed.Children {
		if e, ok := newEvent(c.Props, zone); ok {
			events = append(events, e)
		}
	}
	content.Off, err = daysOff(events, window)
	return content, err
}

// daysOff are the days off of events within the window.
func daysOff(events []event, window chalkline.Break) ([]chalkline.Break, error) {
	moved := map[string]bool{} // times of repeating events that stand for themselves
	for _, e := range events {
		if e.replaces != "" {
			moved[e.uid+" "+string(e.replaces)] = true
		}
	}
	seen := map[chalkline.Break]bool{}
	var off []chalkline.Break
	rules, barren := 0, 0
	for _, e := range events {
		if e.rule != "" {
			rules++
		}
		if rules > maxRules {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "more than %d of its events repeat, which is more than a calendar of holidays has", maxRules)
		}
		starts, none := e.starts(window)
		if none {
			barren++
		}
		if barren > maxBarren {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "more than %d of its events repeat on days that do not exist", maxBarren)
		}
		for _, start := range starts {
			if e.replaces == "" && moved[e.uid+" "+string(start)] {
				continue
			}
			b := chalkline.Break{From: start, Until: start.Add(e.days - 1), Name: e.name}
			if b.Until < window.From || b.From > window.Until || b.Validate() != nil || seen[b] {
				continue
			}
			seen[b] = true
			off = append(off, b)
			if len(off) > maxOff {
				return nil, chalkline.Errorf(chalkline.CodeInvalid, "it has more than %d days off, which is more than a calendar of holidays has", maxOff)
			}
		}
	}
	chalkline.SortBreaks(off)
	return off, nil
}

// value is the text of a property that stands once; "" when it is missing.
func value(props ical.Props, name string) string {
	if p := props.Get(name); p != nil {
		return p.Value
	}
	return ""
}

// unescape undoes what iCalendar hides in texts.
var unescape = strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`)

// line is a text of a calendar in a short line.
func line(text string) string {
	return chalkline.Cut(strings.Join(strings.Fields(unescape.Replace(text)), " "), 80)
}

var errTooLarge = chalkline.Errorf(chalkline.CodeInvalid, "it is larger than %s, which is more than a calendar of holidays has", fmt.Sprintf("%d MB", MaxBytes>>20))
