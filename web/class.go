package web

import (
	"net/http"
	"slices"

	"chalkline"
	"chalkline/digest/say"
)

// subjectsGroup is the group of the topic list that holds the subjects.
const subjectsGroup = "subjects"

// classForm is what a reader may say of what they teach. Phases and subjects
// are boxes; a country is one of those that studies come from.
type classForm struct {
	Phases    []phaseBox
	Subjects  []topicBox
	Countries []say.CountryName
	Country   string
}

type phaseBox struct {
	Value  chalkline.Phase
	Label  chalkline.Text
	Ticked bool
}

func (s *server) newClassForm(class chalkline.Class, locale *say.Locale) classForm {
	form := classForm{Countries: say.Countries(locale), Country: class.Country}
	for _, phase := range chalkline.Phases {
		form.Phases = append(form.Phases, phaseBox{phase, say.Phase(phase).Upper(), slices.Contains(class.Phases, phase)})
	}
	for _, t := range s.Topics.Topics() {
		if t.Group == subjectsGroup {
			form.Subjects = append(form.Subjects, topicBox{Topic: t, Ticked: slices.Contains(class.Subjects, t.ID)})
		}
	}
	return form
}

// postClass stores what the reader teaches.
func (s *server) postClass(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.DB.SetClass(r.Context(), reader.ID, s.classIn(r)); err != nil {
		return err
	}
	return see(w, r, "/settings?"+saidParam+"="+string(saidSaved))
}

// classIn reads the form. Values that it does not offer are passed over.
func (s *server) classIn(r *http.Request) chalkline.Class {
	var class chalkline.Class
	for _, phase := range chalkline.Phases {
		if slices.Contains(r.PostForm["phase"], string(phase)) {
			class.Phases = append(class.Phases, phase)
		}
	}
	for _, t := range s.Topics.Topics() {
		if t.Group == subjectsGroup && slices.Contains(r.PostForm["subject"], string(t.ID)) {
			class.Subjects = append(class.Subjects, t.ID)
		}
	}
	if code := r.PostForm.Get("country"); say.IsCountry(code) {
		class.Country = code
	}
	return class
}
