package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/list"
)

// sourceForm is what an operator may say of a source.
type sourceForm struct {
	Listed   bool // the list describes it: name, genre and topics are not theirs to say
	Name     string
	URL      string
	Genre    chalkline.Genre
	Groups   []topicGroup
	Rest     int    // hours
	Seen     string // what the form was filled in from
	Problems faults
}

// topicsOfSource is how many topics a source has at most; more say nothing.
const topicsOfSource = 6

// restsOffered are the least times between two checks, in hours; 0 leaves it to
// the source and its rhythm.
var restsOffered = []int{0, 3, 6, 12, 24}

// Rests are the least times between two checks that can be asked for.
func (sourceForm) Rests() []int { return restsOffered }

// RestLabel says what a least time means.
func (sourceForm) RestLabel(hours int) chalkline.Text {
	switch hours {
	case 0:
		return chalkline.Textf("as often as it writes (usual)")
	case 24:
		return chalkline.Textf("once a day at most")
	}
	return chalkline.Textf("every %d hours at most", hours)
}

// Genres are what a source can be.
func (sourceForm) Genres() []chalkline.Genre { return chalkline.Genres }

// sourceForm is the form as a source is stored.
func (s *server) sourceForm(source chalkline.Source) sourceForm {
	return sourceForm{
		Listed: source.Listed, Name: source.Name, URL: source.URL, Genre: source.Genre, Groups: s.topicBoxes(source.Topics),
		Rest: int(source.Rest.Hours()), Seen: seenSource(source),
	}
}

// topicBoxes are all topics, with those ticked.
func (s *server) topicBoxes(ticked []chalkline.TopicID) []topicGroup {
	var groups []topicGroup
	for _, t := range s.Topics.Topics() {
		groups = withBox(groups, topicBox{Topic: t, Ticked: slices.Contains(ticked, t.ID)})
	}
	return groups
}

// seenSource names the state of a source that a form shows.
func seenSource(source chalkline.Source) string {
	return chalkline.HashSecret(fmt.Sprint(source.Name, "\n", source.URL, "\n", source.Genre, "\n", source.Topics, "\n", source.Rest, "\n", source.Listed))[:16]
}

// readSourceForm reads what was typed into a source, and says what is wrong with it.
func (s *server) readSourceForm(r *http.Request, source *chalkline.Source) sourceForm {
	form := sourceForm{Listed: source.Listed, Problems: faults{}, Seen: r.PostForm.Get("seen")}
	if !source.Listed {
		source.Name, source.Genre, source.Topics = typed(r, "name"), chalkline.Genre(r.PostForm.Get("genre")), nil
		form.Problems.check("name", chalkline.CheckText("its name", source.Name, 200, true))
		if !slices.Contains(chalkline.Genres, source.Genre) {
			form.Problems["genre"] = chalkline.Textf("Please choose what it is.")
		}
		for _, topic := range r.PostForm["topic"] {
			if _, known := s.Topics.Topic(chalkline.TopicID(topic)); known && !slices.Contains(source.Topics, chalkline.TopicID(topic)) {
				source.Topics = append(source.Topics, chalkline.TopicID(topic))
			}
		}
		if len(source.Topics) > topicsOfSource {
			form.Problems["topic"] = chalkline.Textf("Please tick %d at most, those that most of its items are about.", topicsOfSource)
		}
	}
	for _, hours := range restsOffered {
		if r.PostForm.Get("rest") == fmt.Sprint(hours) {
			source.Rest = time.Duration(hours) * time.Hour
		}
	}
	if r.PostForm.Has("url") {
		source.URL = strings.TrimSpace(firstRunes(r.PostForm.Get("url"), 2001))
	}
	if fault := addressFault(*source); !fault.IsZero() {
		form.Problems["url"] = fault
	}
	form.Name, form.URL, form.Genre, form.Rest = source.Name, source.URL, source.Genre, int(source.Rest.Hours())
	form.Groups = s.topicBoxes(source.Topics)
	return form
}

// addressFault says what is wrong with the address of a source.
func addressFault(source chalkline.Source) chalkline.Text {
	if source.URL == "" {
		return chalkline.Textf("Please give its address.")
	}
	if fault := list.Fault(source.URL); fault != "" {
		return chalkline.Textf("The address %s.", chalkline.Textf(fault))
	}
	return chalkline.Text{}
}

// postSource changes what an operator may say of a source.
func (s *server) postSource(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	row, err := s.sourceIn(r)
	if err != nil {
		return err
	}
	source := row.Source
	form := s.readSourceForm(r, &source)
	again := func(status int) error {
		return s.showSource(w, r, status, sourcePage{sourceRow: row, Form: form})
	}
	if now := seenSource(row.Source); form.Seen != now {
		form.Seen = now
		form.Problems["form"] = chalkline.Textf("Somebody changed this source since you opened the page. Below is what you typed; save again to keep it.")
		return again(http.StatusConflict)
	}
	if len(form.Problems) > 0 {
		return again(http.StatusBadRequest)
	}
	if _, err := list.Own([]chalkline.Source{source}); err != nil {
		form.Problems.check("form", err)
		return again(http.StatusBadRequest)
	}
	err = s.DB.UpdateSource(r.Context(), source)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		form.Problems.check("url", err)
		return again(http.StatusConflict)
	}
	if err != nil {
		return err
	}
	if err := s.note(r, operator, "changed the source", source.Name); err != nil {
		return err
	}
	return see(w, r, row.Path()+"?"+saidParam+"="+string(saidSaved))
}
