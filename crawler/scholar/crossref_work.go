package scholar

import (
	"encoding/json"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/htmltext"
	"chalkline/crawler/ids"
)

// crossrefWork is a work as Crossref writes it.
type crossrefWork struct {
	DOI             words         `json:"DOI"`
	Type            words         `json:"type"`
	Title           words         `json:"title"`
	Subtitle        words         `json:"subtitle"`
	ContainerTitle  words         `json:"container-title"`
	GroupTitle      words         `json:"group-title"`
	Publisher       words         `json:"publisher"`
	Abstract        words         `json:"abstract"`
	Language        words         `json:"language"`
	Subject         words         `json:"subject"`
	Author          list[person]  `json:"author"`
	Published       dateParts     `json:"published"`
	PublishedPrint  dateParts     `json:"published-print"`
	PublishedOnline dateParts     `json:"published-online"`
	Issued          dateParts     `json:"issued"`
	Created         dateParts     `json:"created"`
	License         list[license] `json:"license"`
	Link            list[link]    `json:"link"`
	UpdateTo        list[update]  `json:"update-to"`
	UpdatedBy       list[update]  `json:"updated-by"`
}

// person is an author, or an organisation that is one.
type person struct {
	Given  words `json:"given"`
	Family words `json:"family"`
	Name   words `json:"name"`
}

// name is the whole name, the given name first.
func (p person) name() string {
	if name := p.Name.first(); name != "" {
		return htmltext.Line(name)
	}
	return htmltext.Line(p.Given.first() + " " + p.Family.first())
}

// license is what a copy may be used for, and from when on.
type license struct {
	URL     words     `json:"URL"`
	Version words     `json:"content-version"`
	Start   dateParts `json:"start"`
}

// link is a copy at the publisher's.
type link struct {
	URL     words `json:"URL"`
	Type    words `json:"content-type"`
	Version words `json:"content-version"`
	For     words `json:"intended-application"`
}

// dateParts is a date of which the day, or day and month, may be missing.
type dateParts struct{ parts [3]int }

// UnmarshalJSON reads [[2026, 2, 6]] and what comes near it.
func (d *dateParts) UnmarshalJSON(data []byte) error {
	var date maybe[struct {
		Parts list[words] `json:"date-parts"`
	}]
	if err := json.Unmarshal(data, &date); err != nil {
		return err
	}
	if len(date.value.Parts) == 0 {
		return nil
	}
	for i, part := range date.value.Parts[0] {
		if i < len(d.parts) {
			d.parts[i] = words{part}.number()
		}
	}
	return nil
}

// year is the year, 0 when there is none.
func (d dateParts) year() int { return d.parts[0] }

// day is the date when it is whole, the zero time otherwise.
func (d dateParts) day() time.Time {
	year, month, day := d.parts[0], d.parts[1], d.parts[2]
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// work is what the record says. A component or a whole journal has a record
// too; what it is stands in Type.
func (w crossrefWork) work() chalkline.Work {
	r := chalkline.Work{
		DOI:     ids.DOI(w.DOI.first()),
		Title:   w.fullTitle(),
		Type:    w.Type.first(),
		Venue:   w.venue(),
		Year:    firstYear(w.Published, w.Issued, w.Created),
		Open:    w.open(),
		Origin:  "crossref",
		Authors: w.authors(),
	}
	r.Abstract, _ = abstract(w.Abstract.first())
	r.Standing, r.NoticeDOI, r.NoticeAt = standing(w)
	return limited(r)
}

func (w crossrefWork) title() string { return titleLine(w.Title.first()) }

// fullTitle is the title and, unless it is in there, the subtitle.
func (w crossrefWork) fullTitle() string {
	title, subtitle := w.title(), titleLine(w.Subtitle.first())
	if title == "" || subtitle == "" || strings.Contains(strings.ToLower(title), strings.ToLower(subtitle)) {
		return title
	}
	return title + ": " + subtitle
}

func (w crossrefWork) authors() []string {
	var names []string
	for _, p := range w.Author {
		if name := p.name(); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// venue is the journal, book or series; for a preprint the server's name.
func (w crossrefWork) venue() string {
	return htmltext.Line(first(w.ContainerTitle.first(), first(w.GroupTitle.first(), w.Publisher.first())))
}

// open is where a copy is free to read by the work's own licence: the
// publisher's PDF when it is named, else the work's page.
func (w crossrefWork) open() string {
	doi := ids.DOI(w.DOI.first())
	if doi == "" || !w.freelyLicensed() {
		return ""
	}
	for _, l := range w.Link {
		if l.Type.first() == "application/pdf" && l.Version.first() == "vor" && l.For.first() != "similarity-checking" {
			if address := htmltext.Resolve(nil, l.URL.first()); address != "" {
				return address
			}
		}
	}
	return "https://doi.org/" + doi
}

// freelyLicensed says whether the published version is free by now. A licence
// for the manuscript says nothing of what is at the publisher's.
func (w crossrefWork) freelyLicensed() bool {
	for _, l := range w.License {
		version := first(l.Version.first(), "unspecified")
		if strings.Contains(strings.ToLower(l.URL.first()), "creativecommons.org/") && (version == "vor" || version == "unspecified") &&
			!l.Start.day().After(time.Now()) {
			return true
		}
	}
	return false
}

func firstYear(dates ...dateParts) int {
	for _, d := range dates {
		if d.year() != 0 {
			return d.year()
		}
	}
	return 0
}
