package web

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"chalkline"
)

func TestACardComparesAStudyWithTheReadersClass(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("teacher@school.example")
	item, err := s.db.Item(t.Context(), f.items["quiz-trial"])
	ok(t, err)
	ok(t, s.db.SaveAppraised(t.Context(), []chalkline.Appraised{{Changed: item.Changed, Appraisal: chalkline.Appraisal{
		ItemID: f.items["quiz-trial"], Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Score: 70, Grade: chalkline.GradeB,
		Signals: []chalkline.Signal{
			{Name: chalkline.SignalPhase, Value: string(chalkline.PhaseHigher), Quote: "120 undergraduates took part.", Origin: "text"},
			{Name: chalkline.SignalCountry, Value: "US", Origin: "text"},
		},
	}}}))
	card := fmt.Sprintf("/items/%d", f.items["quiz-trial"])
	has(t, b.get(card), "Tested on university students in the US.")

	a := b.submit("/settings/class", "phase", "primary", "phase", "no such phase", "subject", "maths", "subject", "phonics-for-cats", "country", "GB")
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "Saved.", `value="primary" checked`, `value="GB" selected`)
	kept, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if c := kept.Class; !slices.Equal(c.Phases, []chalkline.Phase{chalkline.PhasePrimary}) || !slices.Equal(c.Subjects, []chalkline.TopicID{"maths"}) || c.Country != "GB" {
		t.Errorf("the class is kept as %+v", c)
	}
	has(t, b.get(card), "Tested on university students in the US; you teach primary in the UK.")
	has(t, s.browser().get(card), "Tested on university students in the US.")

	want(t, b.submit("/settings/class", "country", "nowhere"), http.StatusSeeOther)
	has(t, b.get(card), "Tested on university students in the US.")
}
