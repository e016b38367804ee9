package web

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// recordColumns are the columns of a record as a table.
var recordColumns = []string{
	"kind", "date", "month", "title", "source", "published", "doi", "link", "grade", "topic", "minutes", "said", "group", "note",
}

// recordCSV is a record as RFC 4180 has it, a line a piece and a line for each thing
// led. Minutes are empty where they are not known.
func (s *server) recordCSV(rec record) (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{recordColumns}
	for _, r := range rec.Read {
		card, day, minutes := cardOf(r), rec.day(r), ""
		if r.Minutes > 0 {
			minutes = strconv.Itoa(r.Minutes)
		}
		rows = append(rows, []string{
			"piece", string(day), string(day[:len("2006-01")]), inCell(say.Title(card)), inCell(say.Line(r.Source)), string(chalkline.DayOf(r.Item.Date())),
			inCell(say.Line(r.Item.DOI)), inCell(say.Link(r.Item.URL)), say.GradeLabel(card.Appraisal), cmp.Or(s.topicLabel(r.Topic), noTopicLabel), minutes,
			strings.Join(marksOf(r), ", "), "", inCell(r.Note),
		})
	}
	for _, l := range rec.Led {
		title, link := say.Line(l.What), ""
		if l.Kind == store.LedShare {
			title, link = ledTitle(l), s.Base+itemPath(l.Item)
		}
		rows = append(rows, []string{
			string(l.Kind), string(l.Day), string(l.Day[:len("2006-01")]), inCell(title), "", "", "", link, "", "", "", "", inCell(say.Line(l.Group)), "",
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return "", fmt.Errorf("write a record as CSV: %w", err)
	}
	return b.String(), nil
}

// inCell is text that no spreadsheet takes for a formula.
func inCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// recordMarkdown is a record as a text for a portfolio.
func (s *server) recordMarkdown(rec record) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Record: %s to %s\n", dayInWords(rec.From), dayInWords(rec.Until))
	line("%s, %s of reading. %s", count(len(rec.Read), "piece", "pieces"), inHours(rec.Minutes()), recordBasis)
	if n := rec.Unmeasured(); n > 0 {
		line("The length of %s is not known; they count no minutes.", count(n, "piece", "pieces"))
	}
	if months := rec.months(); len(months) > 0 {
		line("\n## By month\n\n| Month | Pieces | Minutes | Led |\n|---|---:|---:|---:|")
		for _, m := range months {
			line("| %s | %d | %d | %d |", m.Month, m.Pieces, m.Minutes, m.Led)
		}
	}
	if topics := s.recordTopics(rec); len(topics) > 0 {
		line("\n## By topic\n\n| Topic | Pieces | Minutes |\n|---|---:|---:|")
		for _, t := range topics {
			line("| %s | %d | %d |", inMarkdown(t.Label), t.Pieces, t.Minutes)
		}
	}
	if len(rec.Read) > 0 {
		line("\n## Read and noted\n")
	}
	for _, r := range rec.Read {
		line("%s", rec.markdownLine(r))
	}
	if len(rec.Led) > 0 {
		line("\n## Led\n")
	}
	for _, l := range rec.Led {
		v := newLedLine(l)
		line("- %s: %s, %s", v.Day, inMarkdown(v.Words), inMarkdown(v.Group))
	}
	return b.String()
}

// recordBasis says what the minutes rest on.
const recordBasis = "Minutes are the time that the text known here takes to read at 238 words a minute (Brysbaert 2019); of a paper that is often the abstract alone."

// markdownLine is a piece as a line of a list, with the reader's note below it.
func (rec record) markdownLine(r store.Recorded) string {
	v := newRecordLine(rec, r)
	title := inMarkdown(v.Title)
	if link := say.Link(r.Item.URL); link != "" {
		title = "[" + title + "](<" + markdownLink.Replace(link) + ">)"
	}
	text := fmt.Sprintf("- %s: %s. %s. Grade: %s", v.Day, title, inMarkdown(v.Place), v.Grade)
	if v.DOI != "" {
		text += ". DOI: " + inMarkdown(v.DOI)
	}
	if v.Minutes != "" {
		text += ". " + v.Minutes
	}
	text += ". " + v.Marks + "."
	for paragraph := range strings.Lines(r.Note) {
		text += "\n  > " + onMarkdownLine(strings.TrimSpace(paragraph))
	}
	return text
}

var (
	markdownSigns = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "~", `\~`, "&", `\&`, "$", `\$`,
	)
	markdownLink  = strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", " ", "%20", "\n", "", "\r", "")
	markdownStart = regexp.MustCompile(`^(\d{0,9})([-+=#.)])`)
)

// inMarkdown is plain text within a line of Markdown.
func inMarkdown(text string) string { return markdownSigns.Replace(text) }

// onMarkdownLine is plain text as a whole line of Markdown, so that none starts a
// list or a heading.
func onMarkdownLine(text string) string {
	return markdownStart.ReplaceAllString(inMarkdown(text), `$1\$2`)
}
