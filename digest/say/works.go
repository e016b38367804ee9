package say

import (
	"strconv"

	"chalkline"
)

// WorkLine is a work that an item points to.
type WorkLine struct {
	Text   string // title, else the reference as written
	Detail string // venue and year
	URL    string
	Free   Free
	Judged bool            // Grade is known
	Grade  chalkline.Grade // of the work's own item here
	Red    bool            // it was retracted
}

// Works are the works that an item points to, those with a record first.
func Works(citations []chalkline.Citation, cited []chalkline.Cited) []WorkLine {
	var lines []WorkLine
	shown := make(map[chalkline.WorkID]bool)
	for _, c := range cited {
		shown[c.Work.ID] = true
		lines = append(lines, workLine(c))
	}
	for _, c := range citations {
		if shown[c.WorkID] {
			continue
		}
		if c.WorkID != 0 {
			shown[c.WorkID] = true
		}
		line := WorkLine{Text: Line(c.Text), URL: workURL(c.DOI, c.ERIC)}
		if line.URL == "" {
			line.URL = Link(c.URL)
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

func workLine(c chalkline.Cited) WorkLine {
	line := WorkLine{
		Text: Line(c.Work.Title), Detail: Line(c.Work.Venue), URL: workURL(c.Work.DOI, c.Work.ERIC),
		Judged: c.Appraised, Grade: c.Grade, Red: c.Work.Standing == chalkline.StandingRetracted,
	}
	line.Free = FreeWork(c.Work, line.URL)
	if line.Text == "" {
		line.Text = line.URL
	}
	if c.Work.Year != 0 {
		if line.Detail != "" {
			line.Detail += ", "
		}
		line.Detail += strconv.Itoa(c.Work.Year)
	}
	return line
}

// workURL is where a work is found.
func workURL(doi, eric string) string {
	switch {
	case doi != "":
		return doiURL + doi
	case eric != "":
		return "https://eric.ed.gov/?id=" + eric
	}
	return ""
}
