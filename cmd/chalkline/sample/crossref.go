package sample

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"
)

// The shapes below are those of https://api.crossref.org/works/DOI, as far as
// Chalkline reads them.
type (
	crossrefAnswer struct {
		Status  string       `json:"status"`
		Type    string       `json:"message-type"`
		Version string       `json:"message-version"`
		Message crossrefWork `json:"message"`
	}
	crossrefWork struct {
		DOI            string            `json:"DOI"`
		Prefix         string            `json:"prefix"`
		Type           string            `json:"type"`
		Subtype        string            `json:"subtype,omitempty"`
		Title          []string          `json:"title"`
		ContainerTitle []string          `json:"container-title"`
		Publisher      string            `json:"publisher"`
		ISSN           []string          `json:"ISSN,omitempty"`
		Author         []crossrefPerson  `json:"author"`
		Issued         crossrefDate      `json:"issued"`
		Published      crossrefDate      `json:"published"`
		Abstract       string            `json:"abstract"`
		URL            string            `json:"URL"`
		Resource       crossrefResource  `json:"resource"`
		Source         string            `json:"source"`
		License        []crossrefLicense `json:"license,omitempty"`
		UpdateTo       []crossrefUpdates `json:"update-to,omitempty"`
		UpdatedBy      []crossrefUpdates `json:"updated-by,omitempty"`
	}
	crossrefPerson struct {
		Given    string `json:"given,omitempty"`
		Family   string `json:"family,omitempty"`
		Name     string `json:"name,omitempty"`
		Sequence string `json:"sequence"`
	}
	crossrefDate struct {
		Parts [][]int `json:"date-parts"`
	}
	crossrefResource struct {
		Primary struct {
			URL string `json:"URL"`
		} `json:"primary"`
	}
	crossrefLicense struct {
		Start   crossrefDate `json:"start"`
		Version string       `json:"content-version"`
		Delay   int          `json:"delay-in-days"`
		URL     string       `json:"URL"`
	}
	crossrefUpdates struct {
		DOI     string        `json:"DOI"`
		Type    string        `json:"type"`
		Label   string        `json:"label"`
		Source  string        `json:"source"`
		Updated crossrefStamp `json:"updated"`
	}
	crossrefStamp struct {
		Parts     [][]int `json:"date-parts"`
		DateTime  string  `json:"date-time"`
		Timestamp int64   `json:"timestamp"` // milliseconds
	}
)

// crossref is the record of an item that has a DOI.
func (w *web) crossref(number int, s *site, i *item) []byte {
	work := crossrefWork{
		DOI:            i.DOI,
		Prefix:         "10.5555",
		Type:           "journal-article",
		Title:          []string{i.Title},
		ContainerTitle: []string{s.Name},
		Publisher:      "Sample Press",
		Author:         people(i.Authors),
		Issued:         w.issued(i),
		Published:      w.issued(i),
		Abstract:       "<jats:p>" + html.EscapeString(plain(i.Text)) + "</jats:p>",
		URL:            "https://doi.org/" + i.DOI,
		Source:         "Crossref",
	}
	work.Resource.Primary.URL = w.itemURL(number, s, i)
	if s.ISSN != "" {
		work.ISSN = []string{s.ISSN}
	}
	if s.Licence != "" {
		work.License = []crossrefLicense{{Start: w.issued(i), Version: "vor", URL: s.Licence}}
	}
	if s.Preprints {
		work.Type, work.Subtype, work.ContainerTitle = "posted-content", "preprint", []string{}
	}
	if i.RetractedBy != "" {
		work.UpdatedBy = w.retraction(i.RetractedBy, i.RetractedBy)
	}
	if i.Retracts != "" {
		work.UpdateTo = w.retraction(i.Retracts, i.DOI)
	}
	body, err := json.Marshal(crossrefAnswer{"ok", "work", "1.0.0", work})
	if err != nil {
		panic(fmt.Sprintf("sample: record of %s: %v", i.DOI, err)) // strings and numbers always marshal
	}
	return body
}

// issued is the date of a work, to the day when the entry is as old as the work.
func (w *web) issued(i *item) crossrefDate {
	if i.Year != 0 {
		return crossrefDate{[][]int{{i.Year}}}
	}
	return crossrefDate{[][]int{dateParts(i.published(w.now))}}
}

func dateParts(t time.Time) []int { return []int{t.Year(), int(t.Month()), t.Day()} }

// retraction links a notice and a retracted work: doi is the other end of the
// link, and notice says where the date comes from.
func (w *web) retraction(doi, notice string) []crossrefUpdates {
	at := w.now
	for _, s := range sites() {
		for _, i := range s.Items {
			if i.DOI == notice {
				at = i.published(w.now)
			}
		}
	}
	return []crossrefUpdates{{
		DOI: doi, Type: "retraction", Label: "Retraction", Source: "publisher",
		Updated: crossrefStamp{[][]int{dateParts(at)}, at.Format(time.RFC3339), at.UnixMilli()},
	}}
}

func people(names []string) []crossrefPerson {
	persons := make([]crossrefPerson, 0, len(names))
	for n, name := range names {
		sequence := "additional"
		if n == 0 {
			sequence = "first"
		}
		space := strings.LastIndexByte(name, ' ')
		if space < 0 || strings.HasPrefix(name, "The ") {
			persons = append(persons, crossrefPerson{Name: name, Sequence: sequence})
			continue
		}
		persons = append(persons, crossrefPerson{Given: name[:space], Family: name[space+1:], Sequence: sequence})
	}
	return persons
}
