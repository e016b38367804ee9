package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// parseDate reads a date in any of the ways in which feeds write one, zero
// when it is none: the profiles of ISO 8601, RFC 822 and what became of it, the
// form of C, numbers alone, and the names of months in several languages. A
// date without a zone is in UTC.
func parseDate(text string) time.Time {
	if len(text) > maxDate {
		return time.Time{}
	}
	words := dateWords(text)
	var d date
	for i := 0; i < len(words); {
		if !d.read(words, &i) {
			return time.Time{}
		}
		i++
	}
	return d.time()
}

// maxDate is the length of the longest text that is taken for a date, in bytes.
const maxDate = 100

// dateWords parts a date into numbers, words and signs: the T and Z of ISO 8601
// are words, and so is each syllable block of Korean.
func dateWords(text string) []string {
	text, _, _ = strings.Cut(text, " (") // a zone's name in words
	words := make([]string, 0, 12)
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= 0x80 {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		end := i + size
		switch {
		case unicode.IsSpace(c), c == ',':
			i = end
			continue
		case c >= '0' && c <= '9':
			end = i + span(text[i:], func(r rune) bool { return r >= '0' && r <= '9' })
		case unicode.IsLetter(c):
			end = i + span(text[i:], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) })
		}
		words = append(words, text[i:end])
		i = end
	}
	return words
}

func span(s string, in func(rune) bool) int {
	for i, c := range s {
		if !in(c) {
			return i
		}
	}
	return len(s)
}

// date is what is known of a date so far.
type date struct {
	year, month, day      int
	hour, minute, second  int
	nanosecond            int
	numbers               []string // of the calendar that are not settled
	seps                  string   // what stands between them
	timed, afternoon      bool
	morning, zoned, named bool // named: the month is a word
	offset                int  // seconds east of UTC
	ordinal               bool
}

// read takes in the word at i and, where it starts something longer, those
// after it.
func (d *date) read(words []string, i *int) bool {
	word := words[*i]
	following := ""
	if *i+1 < len(words) {
		following = words[*i+1]
	}
	switch c := word[0]; {
	case c >= '0' && c <= '9':
		return d.number(words, i, following)
	case c == '+' || c == '-':
		return d.sign(words, i, following)
	case c == '/' || c == '.' || c == ':':
		if c != ':' {
			d.seps += word
		}
		return true
	}
	return d.word(word)
}

// number is a time when a colon follows, else a part of the calendar.
func (d *date) number(words []string, i *int, following string) bool {
	word := words[*i]
	if following == ":" && !d.timed {
		return d.clock(words, i)
	}
	if d.timed && len(d.numbers) >= 3 && !d.named {
		return len(word) <= 4 // a zone without a sign, as 00
	}
	if d.date8(word) {
		return true
	}
	if len(d.numbers) > 3 || len(word) > 4 {
		return false
	}
	d.numbers = append(d.numbers, word)
	return true
}

// date8 reads YYYYMMDD.
func (d *date) date8(word string) bool {
	if len(word) != 8 || len(d.numbers) > 0 {
		return false
	}
	d.numbers = []string{word[:4], word[4:6], word[6:]}
	return true
}

// clock reads hours, minutes, seconds and their fractions.
func (d *date) clock(words []string, i *int) bool {
	d.timed = true
	for n, part := range []*int{&d.hour, &d.minute, &d.second} {
		if *i >= len(words) || !digits(words[*i]) || len(words[*i]) > 2 {
			return false
		}
		*part, _ = strconv.Atoi(words[*i])
		if *i+2 >= len(words) || words[*i+1] != ":" || !digits(words[*i+2]) {
			break
		}
		if n == 2 { // 12:00:00:00
			*i += 2
			break
		}
		*i += 2
	}
	if *i+2 < len(words) && (words[*i+1] == ".") && digits(words[*i+2]) {
		fraction := (words[*i+2] + "000000000")[:9]
		d.nanosecond, _ = strconv.Atoi(fraction)
		*i += 2
	}
	return true
}

// sign is part of a zone behind a time, else what parts the calendar.
func (d *date) sign(words []string, i *int, following string) bool {
	if !d.timed || d.zoned && d.offset != 0 || !digits(following) {
		d.seps += words[*i]
		return true
	}
	if d.timed && !d.settled() && words[*i] == "-" && !d.named {
		d.seps += "-"
		return true
	}
	west := words[*i] == "-" || *i > 0 && words[*i-1] == "-"
	var hours, minutes int
	switch n := len(following); {
	case n <= 2:
		hours, _ = strconv.Atoi(following)
		if *i+3 < len(words) && words[*i+2] == ":" && digits(words[*i+3]) {
			minutes, _ = strconv.Atoi(words[*i+3])
			*i += 2
			if *i+3 < len(words) && words[*i+2] == ":" {
				*i += 2 // the seconds of a zone
			}
		}
	case n <= 4:
		hours, _ = strconv.Atoi(following[:n-2])
		minutes, _ = strconv.Atoi(following[n-2:])
	default:
		return false
	}
	d.zoned, d.offset = true, hours*3600+minutes*60
	if west {
		d.offset = -d.offset
	}
	*i++
	return minutes < 60
}

// settled says whether the calendar is complete.
func (d *date) settled() bool {
	return len(d.numbers) >= 3 || d.named && len(d.numbers) >= 2 || len(d.numbers) >= 1 && len(d.numbers[0]) == 4
}

// word is a month, a weekday, half a day, a zone, or one that says nothing.
func (d *date) word(word string) bool {
	lower := strings.ToLower(word)
	if month := monthOf(lower); month != 0 && !d.named {
		d.named, d.month = true, month
		return true
	}
	switch lower {
	case "am", "a", "오전", "πμ":
		d.morning = lower != "a" || !d.timed
		return true
	case "pm", "p", "오후", "μμ":
		d.afternoon = true
		return true
	case "t", "at", "m", "de", "del", "년", "월", "일", "um", "uhr", "à", "year", "st", "nd", "rd", "th", "klo", "kl", "den", "le":
		return true
	case "h":
		return true
	}
	if offset, known := zones[lower]; known && (d.timed || len(d.numbers) > 0) {
		if !d.zoned {
			d.zoned, d.offset = true, offset
		}
		return true
	}
	return true // a weekday, or a zone that nobody knows
}

func digits(word string) bool {
	return word != "" && word[0] >= '0' && word[0] <= '9'
}

// time is the moment, zero when something is missing or out of range.
func (d *date) time() time.Time {
	if !d.calendar() {
		return time.Time{}
	}
	switch {
	case d.afternoon && d.hour < 12:
		d.hour += 12
	case d.morning && d.hour == 12:
		d.hour = 0
	}
	limit := daysIn(d.year, d.month)
	if d.ordinal {
		limit = 366
	}
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > limit || d.hour > 24 || d.minute > 59 || d.second > 60 {
		return time.Time{}
	}
	return time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, d.nanosecond, time.UTC).
		Add(-time.Duration(d.offset) * time.Second)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// calendar settles which number is what.
func (d *date) calendar() bool {
	n := make([]int, 0, 4)
	for _, number := range d.numbers {
		value, _ := strconv.Atoi(number)
		n = append(n, value)
	}
	if len(n) == 0 {
		return false
	}
	first4 := len(d.numbers[0]) >= 3
	switch {
	case d.named && len(n) == 1 && first4:
		d.year, d.day = n[0], 1
	case d.named && len(n) < 2:
		return false
	case d.named && first4: // 2004 July 13
		d.year, d.day = n[0], n[1]
	case d.named:
		d.day, d.year = n[0], fullYear(n[1], d.numbers[1])
	case first4 && len(n) == 1:
		d.year, d.month, d.day = n[0], 1, 1
	case first4 && len(n) == 2 && len(d.numbers[1]) == 3: // day of the year
		d.year, d.month, d.day, d.ordinal = n[0], 1, n[1], true
	case first4 && len(n) == 2:
		d.year, d.month, d.day = n[0], n[1], 1
	case first4:
		d.year, d.month, d.day = n[0], n[1], n[2]
	case len(n) < 3:
		return false
	default:
		d.numeric(n)
	}
	return true
}

// numeric settles three numbers of which the last is the year. Points part a
// day from a month in Europe; slashes and hyphens a month from a day in America, unless
// the first cannot be a month.
func (d *date) numeric(n []int) {
	d.year = fullYear(n[2], d.numbers[2])
	d.month, d.day = n[0], n[1]
	if strings.HasPrefix(d.seps, ".") || n[0] > 12 || strings.HasPrefix(d.seps, "-") && n[1] <= 12 {
		d.month, d.day = n[1], n[0]
	}
}

// fullYear adds the century to a year of two digits.
func fullYear(year int, written string) int {
	switch {
	case len(written) > 2:
		return year
	case year < 69:
		return 2000 + year
	}
	return 1900 + year
}
