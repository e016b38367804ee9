package web

import (
	"net/http"
	"strconv"

	"chalkline"
	"chalkline/digest/say"
)

// evidencePage is the evidence card of one item: the grade, then every fact
// behind it with the sentence it was found in.
type evidencePage struct {
	Card    cardView
	Judged  bool // the item was appraised
	Notice  string
	Graded  bool
	Facts   []fact
	Change  change
	Works   []workLine
	Edits   []chalkline.Edit
	Signals []chalkline.Signal
	Topics  []string
	Model   int
}

// workLine is a work that the item points to.
type workLine struct {
	Text   string // title, else the reference as written
	Detail string // venue and year
	URL    string
	Free   say.Free
	Grade  *badge // when it was judged here
	Red    bool   // it was retracted
}

// getItem shows the evidence card.
func (s *server) getItem(w http.ResponseWriter, r *http.Request) error {
	id, err := itemID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	reader, signedIn := readerOf(r)
	card, err := s.DB.Card(ctx, reader.ID, id)
	if err != nil {
		return err
	}
	appraisal, err := s.DB.Appraisal(ctx, id)
	judged := chalkline.ErrorCode(err) != chalkline.CodeNotFound
	if err != nil && judged {
		return err
	}
	if judged {
		card.Appraisal = appraisal
	}
	citations, cited, err := s.DB.Citations(ctx, id)
	if err != nil {
		return err
	}
	own, _, err := s.DB.WorksBehind(ctx, card.Item, nil)
	if err != nil {
		return err
	}
	page := evidencePage{
		Judged: judged, Graded: judged && card.Appraisal.Grade != chalkline.GradeNone,
		Facts: facts(card.Appraisal), Change: changes(card.Appraisal), Works: workLines(citations, cited),
		Signals: card.Appraisal.Signals, Model: card.Appraisal.Model, Notice: notice(own),
	}
	if page.Edits, err = s.DB.Edits(ctx, id); err != nil {
		return err
	}
	for _, m := range card.Topics {
		if t, ok := s.Topics.Topic(m.Topic); ok {
			page.Topics = append(page.Topics, t.Label)
		}
	}
	page.Card = newCardView(card)
	if signedIn {
		page.Card = newReaderCard(card, "")
	}
	page.Card.Bare = true
	if !judged {
		page.Card.Word, page.Card.Reason = "Not judged yet", "This item is new here and has not been judged yet."
	}
	return s.render(w, r, "item", page.Card.Title, page)
}

// notice says when and by which notice a work fell.
func notice(w chalkline.Work) string {
	var what string
	switch w.Standing {
	case chalkline.StandingRetracted:
		what = "Retracted"
	case chalkline.StandingConcern:
		what = "Expression of concern"
	case chalkline.StandingCorrected:
		what = "Corrected"
	default:
		return ""
	}
	if !w.NoticeAt.IsZero() {
		what += " on " + date(w.NoticeAt)
	}
	if w.NoticeDOI != "" {
		what += ", notice doi:" + say.Line(w.NoticeDOI)
	}
	return what + "."
}

// workLines are the cited works, those with a record first.
func workLines(citations []chalkline.Citation, cited []chalkline.Cited) []workLine {
	var lines []workLine
	shown := make(map[chalkline.WorkID]bool)
	for _, c := range cited {
		shown[c.Work.ID] = true
		lines = append(lines, newWorkLine(c))
	}
	for _, c := range citations {
		if shown[c.WorkID] {
			continue
		}
		if c.WorkID != 0 {
			shown[c.WorkID] = true
		}
		line := workLine{Text: say.Line(c.Text), URL: workURL(c.DOI, c.ERIC)}
		if line.URL == "" {
			line.URL = c.URL
		}
		if line.Text == "" {
			line.Text = line.URL
		}
		if line.Text != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func newWorkLine(c chalkline.Cited) workLine {
	line := workLine{
		Text: say.Line(c.Work.Title), Detail: say.Line(c.Work.Venue), URL: workURL(c.Work.DOI, c.Work.ERIC),
		Red: c.Work.Standing == chalkline.StandingRetracted,
	}
	line.Free = say.FreeWork(c.Work, line.URL)
	if line.Text == "" {
		line.Text = line.URL
	}
	if c.Work.Year != 0 {
		if line.Detail != "" {
			line.Detail += ", "
		}
		line.Detail += strconv.Itoa(c.Work.Year)
	}
	if c.Appraised {
		b := newBadge(c.Grade)
		line.Grade = &b
	}
	return line
}

// workURL is where a work is found.
func workURL(doi, eric string) string {
	switch {
	case doi != "":
		return "https://doi.org/" + doi
	case eric != "":
		return "https://eric.ed.gov/?id=" + eric
	}
	return ""
}
