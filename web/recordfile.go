package web

import (
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
var recordColumns = []chalkline.Text{
	chalkline.Textf("kind"), chalkline.Textf("date"), chalkline.Textf("month"), chalkline.Textf("title"), chalkline.Textf("source"),
	chalkline.Textf("published"), chalkline.Verbatim("doi"), chalkline.Textf("link"), chalkline.Textf("grade"), chalkline.Textf("topic"),
	chalkline.Textf("minutes"), chalkline.Textf("said"), chalkline.Textf("group"), chalkline.Textf("note"),
}

// ledKinds name what was led in the column of kinds.
var ledKinds = map[store.LedKind]chalkline.Text{
	store.LedTheme: chalkline.Textf("theme"), store.LedMeeting: chalkline.Textf("meeting"), store.LedShare: chalkline.Textf("share"),
}

// recordCSV is a record as RFC 4180 has it, a line a piece and a line for each thing
// led. Minutes are empty where they are not known.
func (s *server) recordCSV(rec record, locale *say.Locale) (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(recordColumns))
	for n, column := range recordColumns {
		head[n] = column.In(locale)
	}
	rows := [][]string{head}
	for _, r := range rec.Read {
		card, day, minutes := cardOf(r), rec.day(r), ""
		if r.Minutes > 0 {
			minutes = strconv.Itoa(r.Minutes)
		}
		rows = append(rows, []string{
			locale.T("piece"), string(day), string(day[:len("2006-01")]), inCell(say.Title(card).In(locale)), inCell(say.Line(r.Source)), string(chalkline.DayOf(r.Item.Date())),
			inCell(say.Line(r.Item.DOI)), inCell(say.Link(r.Item.URL)), say.GradeLabel(card.Appraisal).In(locale), s.recordLabel(r.Topic).In(locale), minutes,
			chalkline.Joined(", ", marksOf(r)...).In(locale), "", inCell(r.Note),
		})
	}
	for _, l := range rec.Led {
		title, link := say.Line(l.What), ""
		if l.Kind == store.LedShare {
			title, link = ledTitle(l).In(locale), s.Base+itemPath(l.Item)
		}
		rows = append(rows, []string{
			ledKinds[l.Kind].In(locale), string(l.Day), string(l.Day[:len("2006-01")]), inCell(title), "", "", "", link, "", "", "", "", inCell(say.Line(l.Group)), "",
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

// recordBasis says what the minutes rest on.
var recordBasis = chalkline.Textf("Minutes are the time that the text known here takes to read at 238 words a minute (Brysbaert 2019); of a paper that is often the abstract alone.")

// sum is what a record has of reading.
func (rec record) sum() chalkline.Text {
	return chalkline.Textf("%s, %s of reading.", chalkline.Counted(len(rec.Read), "%s piece", "%s pieces"), inHours(rec.Minutes()))
}

// recordMarkdown is a record as a text for a portfolio.
func (s *server) recordMarkdown(rec record, locale *say.Locale) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# %s\n", chalkline.Textf("Record: %s to %s", rec.From.Date(), rec.Until.Date()).In(locale))
	line("%s %s", rec.sum().In(locale), recordBasis.In(locale))
	if n := rec.Unmeasured(); n > 0 {
		line("%s", chalkline.Counted(n, "The length of %s piece is not known; they count no minutes.", "The length of %s pieces is not known; they count no minutes.").In(locale))
	}
	if months := rec.months(); len(months) > 0 {
		line("\n## %s\n\n| %s | %s | %s | %s |\n|---|---:|---:|---:|", locale.T("By month"), locale.T("Month"), locale.T("Pieces"), locale.T("Minutes"), locale.T("Led"))
		for _, m := range months {
			line("| %s | %d | %d | %d |", m.Month.Text().Upper().In(locale), m.Pieces, m.Minutes, m.Led)
		}
	}
	if topics := s.recordTopics(rec, locale); len(topics) > 0 {
		line("\n## %s\n\n| %s | %s | %s |\n|---|---:|---:|", locale.T("By topic"), locale.T("Topic"), locale.T("Pieces"), locale.T("Minutes"))
		for _, t := range topics {
			line("| %s | %d | %d |", inMarkdown(t.Label.In(locale)), t.Pieces, t.Minutes)
		}
	}
	if len(rec.Read) > 0 {
		line("\n## %s\n", locale.T("Read and noted"))
	}
	for _, r := range rec.Read {
		line("%s", rec.markdownLine(r, locale))
	}
	if len(rec.Led) > 0 {
		line("\n## %s\n", locale.T("Led"))
	}
	for _, l := range rec.Led {
		v := newLedLine(l)
		line("- %s: %s, %s", v.Day.In(locale), inMarkdown(v.Words.In(locale)), inMarkdown(v.Group))
	}
	return b.String()
}

// markdownLine is a piece as a line of a list, with the reader's note below it.
func (rec record) markdownLine(r store.Recorded, locale *say.Locale) string {
	v := newRecordLine(rec, r)
	title := inMarkdown(v.Title.In(locale))
	if link := say.Link(r.Item.URL); link != "" {
		title = "[" + title + "](<" + markdownLink.Replace(link) + ">)"
	}
	text := fmt.Sprintf("- %s: %s. %s. %s", v.Day.In(locale), title, inMarkdown(v.Place.In(locale)), locale.T("Grade: %s", v.Grade))
	if v.DOI != "" {
		text += ". DOI: " + inMarkdown(v.DOI)
	}
	if !v.Minutes.IsZero() {
		text += ". " + v.Minutes.In(locale)
	}
	text += ". " + v.Marks.In(locale) + "."
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
