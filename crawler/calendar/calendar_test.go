package calendar_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/crawler/calendar"
)

var window = chalkline.Break{From: "2025-11-22", Until: "2028-11-22"}

func TestDaysOffAreWholeDays(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/school.ics")
	if err != nil {
		t.Fatal(err)
	}
	want := calendar.Content{Name: "Harbour Schools, holidays", Off: []chalkline.Break{
		{From: "2026-06-01", Until: "2026-06-01", Name: "Founders’ day"},
		{From: "2026-11-02", Until: "2026-11-02", Name: "Reading day"},
		{From: "2026-12-09", Until: "2026-12-09", Name: "Reading day (moved)"},
		{From: "2026-12-19", Until: "2027-01-03", Name: "Christmas holidays"},
		{From: "2027-02-05", Until: "2027-02-05", Name: "Staff day"},
		{From: "2027-03-15", Until: "2027-03-15", Name: "Reading day"},
		{From: "2027-03-16", Until: "2027-03-16", Name: "Reading day"},
		{From: "2027-03-27", Until: "2027-04-09", Name: "Easter; a fortnight"},
		{From: "2027-05-04", Until: "2027-05-06", Name: "Sailing trip"},
		{From: "2028-06-01", Until: "2028-06-01", Name: "Founders’ day"},
	}}
	for name, text := range map[string]string{
		"as it is":                     string(raw),
		"with the line ends of RFC":    strings.ReplaceAll(string(raw), "\n", "\r\n"),
		"with a byte order mark":       "\uFEFF" + string(raw),
		"after empty lines":            "\r\n\r\n" + string(raw),
		"with lines that are broken":   strings.ReplaceAll(string(raw), "VERSION:2.0", "VERSION\nDTSTART;VALUE=DATE\nX;Y=\"open:1\n\x00\x01"),
		"with something after its end": string(raw) + "and so on",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := calendar.Read([]byte(text), window)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("days off (-want +got):\n%s", diff)
			}
		})
	}
}

// events is a calendar with those lines in an event each.
func events(bodies ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\n")
	for _, body := range bodies {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(body, "|", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

func TestWhatCountsAsADayOff(t *testing.T) {
	t.Parallel()
	one := []chalkline.Break{{From: "2026-12-24", Until: "2026-12-24"}}
	for name, test := range map[string]struct {
		text string
		want []chalkline.Break
	}{
		"a date":                              {events("DTSTART;VALUE=DATE:20261224"), one},
		"a date that does not say so":         {events("DTSTART:20261224"), one},
		"a date that ends when it begins":     {events("DTSTART;VALUE=DATE:20261224|DTEND;VALUE=DATE:20261224"), one},
		"a date and a length":                 {events("DTSTART;VALUE=DATE:20261224|DURATION:P1D"), one},
		"from midnight to midnight":           {events("DTSTART:20261224T000000|DTEND:20261225T000000"), one},
		"a zone that nobody knows":            {events("DTSTART;TZID=Mars/Olympus:20261224T000000|DTEND;TZID=Mars/Olympus:20261225T000000"), one},
		"the whole day within two half days":  {events("DTSTART:20261223T120000|DTEND:20261225T120000"), one},
		"the same twice":                      {events("DTSTART:20261224", "DTSTART:20261224"), one},
		"a lesson":                            {events("DTSTART:20261224T090000|DTEND:20261224T094500"), nil},
		"24 hours that are no day":            {events("DTSTART:20261224T090000|DTEND:20261225T090000"), nil},
		"a moment":                            {events("DTSTART:20261224T000000"), nil},
		"one that ends before it begins":      {events("DTSTART:20261224T000000|DTEND:20261220T000000"), nil},
		"one with a broken end":               {events("DTSTART:20261224|DTEND:soon"), nil},
		"no start":                            {events("SUMMARY:When?"), nil},
		"the year 0":                          {events("DTSTART:00000101"), nil},
		"a day that is none":                  {events("DTSTART:20270230"), nil},
		"long ago":                            {events("DTSTART:18000101|RRULE:FREQ=DAILY"), nil},
		"before the window":                   {events("DTSTART:20200101"), nil},
		"a term":                              {events("DTSTART:20260901|DTEND:20270101"), nil},
		"a rule that repeats within a day":    {events("DTSTART:20261224|RRULE:FREQ=SECONDLY"), one},
		"a rule that cannot be read":          {events("DTSTART:20261224|RRULE:FREQ=OFTEN"), one},
		"a rule without end that never fits":  {events("DTSTART:20261224|RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), one},
		"a rule with a huge step":             {events("DTSTART:20261224|RRULE:FREQ=DAILY;INTERVAL=9223372036854775807"), one},
		"a rule with many times a day":        {events("DTSTART:20261224|RRULE:FREQ=DAILY;COUNT=1;BYHOUR=1,2,3;BYSECOND=1,2,3"), one},
		"a rule that began before the window": {events("DTSTART:19991224|RRULE:FREQ=YEARLY"), []chalkline.Break{{From: "2025-12-24", Until: "2025-12-24"}, {From: "2026-12-24", Until: "2026-12-24"}, {From: "2027-12-24", Until: "2027-12-24"}}},
		"a rule that the library fails on":    {events("DTSTART:20261224|RRULE:FREQ=YEARLY;BYEASTER=400"), one},
		"every 51st Thursday since 1999": {events("DTSTART:19990107|RRULE:FREQ=WEEKLY;INTERVAL=51"), []chalkline.Break{
			{From: "2026-05-21", Until: "2026-05-21"}, {From: "2027-05-13", Until: "2027-05-13"}, {From: "2028-05-04", Until: "2028-05-04"},
		}},
		"no event at all":                      {"BEGIN:VCALENDAR\nEND:VCALENDAR\n", nil},
		"an event within an event is its part": {events("DTSTART:20261224|BEGIN:VEVENT|DTSTART:20261230|END:VEVENT"), one},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := calendar.Read([]byte(test.text), window)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got.Off); diff != "" {
				t.Errorf("days off (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoCalendarIsSaidInASentence(t *testing.T) {
	t.Parallel()
	many := make([]string, 6000)
	for i := range many {
		many[i] = "DTSTART:20261224"
	}
	rules := make([]string, 300)
	for i := range rules {
		rules[i] = fmt.Sprintf("UID:%d|DTSTART:19700101|RRULE:FREQ=YEARLY", i)
	}
	barren := make([]string, 50)
	for i := range barren {
		barren[i] = fmt.Sprintf("UID:%d|DTSTART:19700101|RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", i)
	}
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                   {"", "it is no calendar"},
		"a web page":                {"  <!doctype html><html>", "it is a web page and no calendar"},
		"another format":            {`{"events":[]}`, "it is no calendar"},
		"broken off":                {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224\n", "it breaks off"},
		"mixed up":                  {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCARD\nEND:VCALENDAR\n", "mixed up"},
		"more than a megabyte":      {"BEGIN:VCALENDAR\n" + strings.Repeat("X-PAD:"+strings.Repeat("x", 1000)+"\n", 1100), "it is larger than 1 MB"},
		"very many events":          {events(many...), "more than 5000 events"},
		"very many rules":           {events(rules...), "more than 100 of its events repeat"},
		"days that do not exist":    {events(barren...), "on days that do not exist"},
		"off every day":             {events("DTSTART:20251201|RRULE:FREQ=DAILY"), "more than 500 days off"},
		"a very long line":          {events("DTSTART:20261224|EXDATE:" + strings.Repeat("20261224,", 2000)), "too long"},
		"nested without end":        {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:A\n", 100_000), "it breaks off"},
		"nested very deep":          {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:A\n", 60_000) + strings.Repeat("END:A\n", 60_000), "it breaks off"},
		"one line without an end":   {"BEGIN:VCALENDAR\nX;Y=" + strings.Repeat("a", 1_000_000), "it breaks off"},
		"a quote without a partner": {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=\"" + strings.Repeat("a", 900_000) + ":20261224\n", "it breaks off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.Read([]byte(test.text), window)
			if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	raw, err := os.ReadFile("testdata/school.ics")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add(events("DTSTART:20261224T000000Z|DURATION:-P1W|RRULE:FREQ=WEEKLY;BYDAY=-1MO,TU;WKST=SU;BYSETPOS=-1"))
	f.Add(events("DTSTART;VALUE=DATE:20240229|RRULE:FREQ=YEARLY;INTERVAL=4;UNTIL=20400101|RDATE;VALUE=PERIOD:20260101T000000Z/P1D"))
	f.Add("BEGIN:VCALENDAR\nDTSTART;A=\"b\";C=d,e:f\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, text string) {
		content, err := calendar.Read([]byte(text), window)
		if err != nil {
			if chalkline.ErrorCode(err) != chalkline.CodeInvalid {
				t.Errorf("the fault is not put in words: %v", err)
			}
			return
		}
		for _, b := range content.Off {
			if err := b.Validate(); err != nil || b.Until < window.From || b.From > window.Until {
				t.Errorf("a day off that is none: %+v, %v", b, err)
			}
			if strings.ContainsAny(b.Name, "\r\n") {
				t.Errorf("a name of several lines: %q", b.Name)
			}
		}
	})
}
