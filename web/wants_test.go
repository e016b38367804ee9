package web

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker"
)

// asDesigned is the form for how picks are made, as it is sent when nothing was
// moved; changes take the place of fields.
func asDesigned(changes ...string) []string {
	form := []string{"minutes", "8", "least", ""}
	for _, part := range chalkline.WeighedParts {
		form = append(form, "weight-"+string(part), "1")
	}
	for i := 0; i < len(changes); i += 2 {
		at := -1
		for n := 0; n < len(form); n += 2 {
			if form[n] == changes[i] {
				at = n
			}
		}
		if at < 0 {
			form = append(form, changes[i], changes[i+1])
			continue
		}
		form[at+1] = changes[i+1]
	}
	return form
}

func TestSettingsAreTriedOnLastWeekBeforeTheyAreSaved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	b, reader := s.signIn("tries@school.example")
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 1}}))

	a := b.submit("/settings/picks/try", asDesigned()...)
	want(t, a, http.StatusOK)
	has(t, a, "No difference: the same", "Nothing is saved yet.", "Spaced maths quizzes")

	a = b.submit("/settings/picks/try", asDesigned("least", "A", "no-opinion", "1", "minutes", "20", "weight-freshness", "0.25")...)
	want(t, a, http.StatusOK)
	has(t, a, "that you would no longer get", "No longer", "Large review of homework", "Spaced maths quizzes",
		`value="20"`, `value="A" selected`, `name="no-opinion" value="1" checked`, `value="0.25"`)
	kept, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if !reflect.DeepEqual(kept.Wants, chalkline.Wants{}) {
		t.Errorf("a try stored %+v", kept.Wants)
	}

	a = b.submit("/settings/picks", asDesigned("least", "A", "minutes", "20", "weight-freshness", "0.25", "language", "en", "alone", "1")...)
	want(t, a, http.StatusSeeOther)
	if a.place() != "/settings?said=wants#picks" {
		t.Errorf("saving leads to %s", a.place())
	}
	kept, err = s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	wants := chalkline.Wants{
		Minutes: 20, Least: chalkline.GradeA, Languages: []string{"en"}, Weights: map[chalkline.PartName]float64{chalkline.PartFreshness: .25}, Alone: true,
	}
	if !reflect.DeepEqual(kept.Wants, wants) {
		t.Errorf("stored %+v, want %+v", kept.Wants, wants)
	}
	has(t, b.get("/settings?said=wants"), "Saved. Your next picks are made like this.", `value="20"`, `value="A" selected`, `value="en" checked`, `name="alone" value="1" checked`)

	request, err := choosing{s.db, s.clock.now}.ToPick(t.Context(), reader.ID)
	ok(t, err)
	picks := ranker.Pick(request)
	if len(picks) != 1 {
		t.Errorf("%d picks of grade A, want the one there is", len(picks))
	}
	a = b.submit("/settings/picks/try", asDesigned()...)
	has(t, a, "new with these settings", ">New<", "What other readers’ marks add")

	a = b.submit("/settings/picks", asDesigned()...)
	want(t, a, http.StatusSeeOther)
	kept, err = s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if want := (chalkline.Wants{Minutes: 8}); !reflect.DeepEqual(kept.Wants, want) {
		t.Errorf("stored %+v, want %+v", kept.Wants, want)
	}
}

func TestWrongSettingsAreToldBesideTheirField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("slip@school.example")
	for _, tt := range []struct{ field, value, says, kept string }{
		{"minutes", "a lot", `id="minutes-problem"`, `value="a lot"`},
		{"minutes", "0", `id="minutes-problem"`, `value="0"`},
		{"minutes", "500", "1 to 120 minutes, not 500", `value="500"`},
		{"minutes", "", `id="minutes-problem"`, ""},
		{"least", "Q", `id="least-problem"`, ""},
		{"language", "Klingon", `id="language-problem"`, ""},
		{"weight-taste", "3", `id="problem-taste"`, `value="3"`},
		{"weight-taste", "-0.5", `id="problem-taste"`, `value="-0.5"`},
		{"weight-taste", "NaN", `id="problem-taste"`, `value="NaN"`},
		{"weight-taste", "much", `id="problem-taste"`, `value="much"`},
	} {
		for _, path := range []string{"/settings/picks", "/settings/picks/try"} {
			a := b.submit(path, asDesigned("weight-rarity", "0.5", "no-opinion", "1", tt.field, tt.value)...)
			if a.status != http.StatusBadRequest {
				t.Errorf("%s %q: status %d", tt.field, tt.value, a.status)
			}
			has(t, a, tt.says, tt.kept, "Nothing was saved or tried", `value="0.5"`, `name="no-opinion" value="1" checked`)
		}
	}
	kept, err := s.db.Reader(t.Context(), reader.ID)
	ok(t, err)
	if !reflect.DeepEqual(kept.Wants, chalkline.Wants{}) {
		t.Errorf("wrong settings stored %+v", kept.Wants)
	}
}

func TestAllWeightsOffIsSaid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, _ := s.signIn("off@school.example")
	lacks(t, b.get("/settings"), "evidence alone counts")
	var off []string
	for _, part := range chalkline.WeighedParts {
		off = append(off, "weight-"+string(part), "0")
	}
	want(t, b.submit("/settings/picks", asDesigned(off...)...), http.StatusSeeOther)
	has(t, b.get("/settings"), "With all of them off, evidence alone counts.")
	a := b.submit("/settings/picks/try", asDesigned(off...)...)
	has(t, a, "Nothing that came in during the last seven days would be picked for you")
}

func TestACardSaysWhyItWasPicked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("why@school.example")
	item, err := s.db.Item(t.Context(), f.items["quiz-trial"])
	ok(t, err)
	_, err = s.db.SavePicks(t.Context(), reader.ID, []chalkline.Pick{{
		ReaderID: reader.ID, ItemID: item.ID, StoryID: item.StoryID, Score: 48.25, Outside: true, Other: f.items["homework-null"],
		Reason: chalkline.Verbatim("Outside your usual: Retrieval practice · good evidence"), At: s.clock.now(),
		Parts: []chalkline.Part{
			{Name: chalkline.PartEvidence, Value: 28.5, Why: chalkline.Verbatim("good evidence")}, {Name: chalkline.PartFreshness, Value: 19.75, Why: chalkline.Verbatim("new today")},
		},
	}}, s.clock.now(), s.clock.now())
	ok(t, err)
	card := fmt.Sprintf("/items/%d", item.ID)
	a := b.get(card)
	has(t, a, "Why you got it", "Good evidence", "&#43;28.5", "&#43;19.75", "48.25")
	lacks(t, a, "Why you did not get it")
	for _, a := range []answer{a, b.get("/picks")} {
		has(t, a, ">outside your usual<", "The other side", "Large review of homework finds little for younger pupils</a> (A Strong) found no difference.",
			fmt.Sprintf(`href="/items/%d"`, f.items["homework-null"]))
	}
	lacks(t, s.browser().get(card+"?why=1"), "Why you", "48.25")
	other, _ := s.signIn("other@school.example")
	lacks(t, other.get(card), "48.25", "outside your usual")
}

func TestACardSaysWhyItWasNotPicked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("why-not@school.example")
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 1}}))
	ok(t, s.db.SetWants(t.Context(), reader.ID, chalkline.Wants{Least: chalkline.GradeB}))
	card := fmt.Sprintf("/items/%d", f.items["quiz-post"])
	a := b.get(card)
	has(t, a, `href="`+card+`?why=1#why"`)
	lacks(t, a, `id="why"`)
	a = b.get(card + "?why=1")
	has(t, a, "Why you did not get it", "You asked for grade B or better; its grade is C.", "Together", "Some evidence, second-hand")
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Mute: true}}))
	has(t, b.get(card+"?why=1"), "You mute the topic")
	has(t, b.get(fmt.Sprintf("/items/%d?why=1", f.items["retracted"])), "Why you did not get it")
}

func TestWhoFollowsNothingIsAskedToChoose(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b, reader := s.signIn("new@school.example")
	a := b.get("/picks")
	has(t, a, "No picks yet. First picks: in a few minutes.", "Tick a few topics", "Strong and new, until then", "Large review of homework")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	a = b.get("/picks")
	has(t, a, "You follow nothing yet", "caught up. Next picks:")
	if strings.Contains(b.get("/saved").body, "You follow nothing yet") {
		t.Error("what was saved has the nudge too")
	}
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1}}))
	lacks(t, b.get("/picks"), "You follow nothing yet")
}
