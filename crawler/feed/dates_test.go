package feed

import (
	"testing"
	"time"
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

var noon = time.Date(2026, 11, 20, 12, 30, 15, 0, time.UTC)

// dateTexts are dates as feeds write them.
var dateTexts = map[string]time.Time{
	// ISO 8601
	"2026-11-20T12:30:15Z":            noon,
	"2026-11-20T12:30:15.250Z":        noon.Add(250 * time.Millisecond),
	"2026-11-20T13:30:15+01:00":       noon,
	"2026-11-20T07:30:15-05:00":       noon,
	"2026-11-20T07:30:15-0500":        noon,
	"2026-11-20 12:30:15":             noon,
	"2026-11-20T18:00:15+05:30":       noon,
	" 2026-11-20T12:30:15Z\n":         noon,
	"2026-11-20T12:30:15:00":          noon,
	"2026-11-20t12:30:15z":            noon,
	"20261120T12:30:15Z":              noon,
	"2026-11-20T24:00:00Z":            day(2026, 11, 21),
	"2026-11-20":                      day(2026, 11, 20),
	"20261120":                        day(2026, 11, 20),
	"2026-11":                         day(2026, 11, 1),
	"2026":                            day(2026, 1, 1),
	"2026-324":                        day(2026, 11, 20),
	"2026/1/10 14:33:00":              time.Date(2026, 1, 10, 14, 33, 0, 0, time.UTC),
	"2026-1-2":                        day(2026, 1, 2),
	"0001-01-01T00:00:00Z":            {},
	"1970-01-01T00:00:00Z":            time.Unix(0, 0),
	"2026-02-30":                      {},
	"2026-13-01":                      {},
	"2026-11-20T25:00:00Z":            {},
	"Fri, 20 Nov 2026 12:30:15 GMT":   noon,
	"Fri, 20 Nov 2026 12:30:15 +0000": noon,
	"Fri, 20 Nov 2026 07:30:15 EST":   noon,
	"Fri, 20 Nov 2026 07:30:15 -0500": noon,
	// RFC 822 and what became of it
	"20 Nov 2026 12:30:15 Z":                                    noon,
	"Fri, 20 Nov 26 12:30:15 UT":                                noon,
	"Fri,20 Nov 2026 12:30:15 GMT":                              noon,
	"Friday, 20 November 2026 12:30:15 GMT":                     noon,
	"Friday, 20-Nov-26 12:30:15 GMT":                            noon,
	"Fri, 20 Nov 2026 12:30:15":                                 noon,
	"Fri, 20 Nov 2026 12:30:15 --0000":                          noon,
	"Fri, 20 Nov 2026 13:30:15 +01:00":                          noon,
	"Fri, 20 Nov 2026 13:30:15 GMT+0100":                        noon,
	"Fri, 20 Nov 2026 13:30:15 UTC+1":                           noon,
	"Fri, 20 Nov 2026 12:30:15 00":                              noon,
	"Fri, Nov 20 2026 12:30:15 GMT":                             noon,
	"November 20, 2026 12:30:15 PM":                             noon,
	"Nov 20, 2026":                                              day(2026, 11, 20),
	"20 November 2026":                                          day(2026, 11, 20),
	"Friday, 20 November 2026 - 12:30pm":                        noon.Truncate(time.Minute),
	"Friday, 20 November 2026 12:30 am":                         time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC),
	"Sat Oct 06 2018 00:00:00 GMT":                              day(2018, 10, 6),
	"Sat Oct 06 2018 08:00:00 GMT+0200 (Central European Time)": time.Date(2018, 10, 6, 6, 0, 0, 0, time.UTC),
	"Fri Nov 20 12:30:15 2026":                                  noon,
	"Fri Nov 20 12:30:15 GMT 2026":                              noon,
	"Fri Nov 20 12:30:15 +0000 2026":                            noon,
	// numbers
	"20.11.2026":              day(2026, 11, 20),
	"20.11.2026 12:30":        noon.Truncate(time.Minute),
	"11/20/2026 12:30:15 PM":  noon,
	"20/11/2026":              day(2026, 11, 20),
	"01/05/2026":              day(2026, 1, 5),
	"Fri, 11/20/2026 - 12:30": noon.Truncate(time.Minute),
	// other languages and tools
	"2026년 11월 20일  오후 09:30:15":          noon.Add(9 * time.Hour),
	"2026-11-20 오전 09:30:15":              noon.Add(-3 * time.Hour),
	"Παρ, 20 Νοε 2026 12:30:15 GMT":       noon,
	"2026-november-20T12:30+00:00":        noon.Truncate(time.Minute),
	"2026-július-20T12:30-02:00":          time.Date(2026, 7, 20, 14, 30, 0, 0, time.UTC),
	"Fri, 2026/11/20 07:30:15 EST":        noon,
	"20 de noviembre de 2026":             day(2026, 11, 20),
	"20. März 2026":                       day(2026, 3, 20),
	"20 août 2026 12:30:15":               time.Date(2026, 8, 20, 12, 30, 15, 0, time.UTC),
	"vr, 20 mei 2026 12:30:15 +0200":      time.Date(2026, 5, 20, 10, 30, 15, 0, time.UTC),
	"last Tuesday":                        {},
	"":                                    {},
	"soon":                                {},
	"12:30":                               {},
	"November":                            {},
	"Fri, 20 Nov 2026 12:99:15 GMT":       {},
	"99999999999999":                      {},
	"Fri, 31 Nov 2026 12:30:15 GMT":       {},
	"Fri, 20 Nov 2026 12:30:15 +9999":     {},
	"20 Nov 2026 12:30:15 20 Nov 2026 12": {},
}

func TestDatesAreReadInAllTheirForms(t *testing.T) {
	t.Parallel()
	for text, want := range dateTexts {
		if got := parseDate(text); !got.Equal(want) {
			t.Errorf("parseDate(%q) = %v, want %v", text, got, want)
		}
	}
}
