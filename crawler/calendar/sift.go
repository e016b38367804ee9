package calendar

import (
	"bytes"
	"regexp"
	"strings"

	"chalkline"
)

// Lengths in bytes.
const (
	maxLine  = 8 << 10 // of a line that is kept: some 500 exceptions of a rule
	maxNames = 500     // of what stands before a line's value
)

// kept are the properties that say something about days off.
var kept = map[string]bool{
	"UID": true, "SUMMARY": true, "STATUS": true, "DTSTART": true, "DTEND": true, "DURATION": true,
	"RRULE": true, "RDATE": true, "EXDATE": true, "RECURRENCE-ID": true,
}

// keptOfAll are the properties of the calendar as a whole.
var keptOfAll = map[string]bool{"X-WR-CALNAME": true, "X-WR-TIMEZONE": true}

// content is a line as RFC 5545 section 3.1 has it: name, parameters, value.
var content = regexp.MustCompile(`^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):`)

// sift gives the lines of a calendar that are needed, well formed and whole: those
// of its events, without what else a calendar has, however deep. The parser after
// it would stop at the first odd line, and take its time over a very long one.
func sift(raw []byte) ([]byte, error) {
	raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), " \t\r\n")
	if !bytes.HasPrefix(bytes.ToUpper(raw[:min(len(raw), 15)]), []byte("BEGIN:VCALENDAR")) {
		if bytes.HasPrefix(raw, []byte("<")) {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "it is a web page and no calendar; look for an address that ends in .ics")
		}
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "it is no calendar; look for an address that ends in .ics")
	}
	var out bytes.Buffer
	out.Grow(len(raw) / 2)
	depth, event, ended := 0, false, false
	for _, text := range unfold(raw) {
		match := content.FindStringSubmatchIndex(text)
		if match == nil || match[1] > maxNames {
			continue
		}
		name, rest := strings.ToUpper(text[:match[3]]), strings.ToUpper(strings.TrimSpace(text[match[1]:]))
		switch {
		case name == "BEGIN":
			depth++
			if depth == 1 || depth == 2 && rest == "VEVENT" {
				event = depth == 2
				out.WriteString("BEGIN:" + rest + "\r\n")
			}
		case name == "END":
			if depth == 1 || depth == 2 && event {
				out.WriteString("END:" + rest + "\r\n")
				event = false
			}
			depth--
			ended = depth <= 0
		case depth == 2 && event && kept[name], depth == 1 && keptOfAll[name]:
			if len(text) > maxLine {
				return nil, chalkline.Errorf(chalkline.CodeInvalid, "a line of it (%s) is too long for a calendar of holidays", name)
			}
			out.WriteString(strings.ToValidUTF8(text, "\uFFFD") + "\r\n")
		}
		if ended {
			break
		}
	}
	if !ended {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "it breaks off before its end")
	}
	return out.Bytes(), nil
}

// unfold gives the lines of a calendar; one that begins with a space goes on with
// the line before.
func unfold(raw []byte) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		var current []byte
		n := 0
		for line := range bytes.Lines(raw) {
			line = bytes.TrimRight(line, "\r\n")
			if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
				current = append(current, line[1:]...)
				continue
			}
			if n > 0 && !yield(n, string(current)) {
				return
			}
			current, n = append(current[:0], line...), n+1
		}
		if n > 0 {
			yield(n, string(current))
		}
	}
}
