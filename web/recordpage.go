package web

import (
	"fmt"
	"net/http"
	"net/url"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// recordShown is how many pieces the page of a record shows; its files have all.
const recordShown = 100

// recordPage is a reader's record on a page.
type recordPage struct {
	From, Until string // as typed
	Problems    faults
	Empty       bool

	Sum        chalkline.Text // pieces and hours
	Basis      chalkline.Text // what the minutes rest on
	Unmeasured int
	Months     []recordMonth
	Topics     []recordTopic
	Read       []recordLine // the latest first
	More       int          // pieces that Read leaves out
	Led        []ledLine
	MoreLed    int
	CSV        string // addresses of its files
	Markdown   string
}

// recordLine is a piece in words.
type recordLine struct {
	Day     chalkline.Text
	Title   chalkline.Text
	Page    string // its evidence card
	Badge   badge
	Grade   chalkline.Text
	Place   chalkline.Text
	DOI     string
	Minutes chalkline.Text // zero when they are not known
	Marks   chalkline.Text
	Note    string
}

// ledLine is something led, in words.
type ledLine struct {
	Day, Words  chalkline.Text
	Group, Page string
}

// getRecord shows what a reader read, noted and led.
func (s *server) getRecord(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	from, until, problems := s.recordPeriod(reader, r.URL.Query())
	page := recordPage{From: string(from), Until: string(until), Problems: problems}
	if len(problems) > 0 {
		return s.renderStatus(w, r, http.StatusBadRequest, "record", chalkline.Textf("Your record"), page)
	}
	rec, err := s.recordOf(r.Context(), reader, from, until)
	if err != nil {
		return err
	}
	page.Empty = len(rec.Read) == 0 && len(rec.Led) == 0
	page.Sum, page.Basis, page.Unmeasured = rec.sum(), recordBasis, rec.Unmeasured()
	page.Months, page.Topics = rec.months(), s.recordTopics(rec, localeOf(r))
	query := "?" + url.Values{"from": {string(from)}, "until": {string(until)}}.Encode()
	page.CSV, page.Markdown = "/record.csv"+query, "/record.md"+query
	for n := len(rec.Read) - 1; n >= 0 && len(page.Read) < recordShown; n-- {
		page.Read = append(page.Read, newRecordLine(rec, rec.Read[n]))
	}
	page.More = len(rec.Read) - len(page.Read)
	for n := len(rec.Led) - 1; n >= 0 && len(page.Led) < recordShown; n-- {
		page.Led = append(page.Led, newLedLine(rec.Led[n]))
	}
	page.MoreLed = len(rec.Led) - len(page.Led)
	return s.render(w, r, "record", chalkline.Textf("Your record"), page)
}

// cardOf is a piece as package say takes it.
func cardOf(r store.Recorded) chalkline.Card {
	return chalkline.Card{
		Item: r.Item, Minutes: r.Minutes, Source: chalkline.Source{Name: r.Source},
		Appraisal: chalkline.Appraisal{Grade: r.Grade, SecondHand: r.SecondHand},
	}
}

func newRecordLine(rec record, r store.Recorded) recordLine {
	card := cardOf(r)
	line := recordLine{
		Day: rec.day(r).Date(), Title: say.Title(card), Page: itemPath(r.Item.ID), Badge: newBadge(r.Grade), Grade: say.GradeLabel(card.Appraisal),
		Place: say.Byline(card), DOI: say.Line(r.Item.DOI), Marks: chalkline.Joined(", ", marksOf(r)...).Upper(), Note: r.Note,
	}
	if r.Minutes > 0 {
		line.Minutes = inHours(r.Minutes)
	}
	return line
}

func newLedLine(l store.Led) ledLine {
	line := ledLine{Day: l.Day.Date(), Words: ledWords(l), Group: say.Line(l.Group)}
	switch {
	case l.Kind == store.LedTheme:
		line.Day = chalkline.Month(l.Day[:len("2006-01")]).Text().Upper()
	case l.Item != 0:
		line.Page = itemPath(l.Item)
	}
	return line
}

// itemPath is the path of an item's evidence card.
func itemPath(id chalkline.ItemID) string { return fmt.Sprintf("/items/%d", id) }

// getRecordCSV sends a record as a table.
func (s *server) getRecordCSV(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	rec, err := s.recordAsked(r, reader)
	if err != nil {
		return err
	}
	text, err := s.recordCSV(rec, localeOf(r))
	if err != nil {
		return err
	}
	return recordFile(w, rec, "text/csv; charset=utf-8; header=present", ".csv", text)
}

// getRecordMarkdown sends a record as a text.
func (s *server) getRecordMarkdown(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	rec, err := s.recordAsked(r, reader)
	if err != nil {
		return err
	}
	return recordFile(w, rec, "text/markdown; charset=utf-8", ".md", s.recordMarkdown(rec, localeOf(r)))
}

// recordFile sends a record to be kept.
func recordFile(w http.ResponseWriter, rec record, kind, extension, text string) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="record-`+string(rec.From)+"-to-"+string(rec.Until)+extension+`"`)
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write([]byte(text))
	return nil
}
