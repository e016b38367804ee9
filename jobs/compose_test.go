package jobs

import (
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// away has the fixture's reader, whose digest is due, away on some days.
func (f *fixture) away(t *testing.T, breaks ...chalkline.Break) {
	t.Helper()
	must(t, f.DB.SetBreaks(t.Context(), f.reader.ID, breaks, f.reader.DigestAt))
	f.reload(t)
}

func (f *fixture) reload(t *testing.T) {
	t.Helper()
	var err error
	f.reader, err = f.DB.Reader(t.Context(), f.reader.ID)
	must(t, err)
}

func TestADigestThatIsDueInABreakWaitsForItsEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 3) // Sunday 1 March 2026, 17:00
	f.away(t, chalkline.Break{From: "2026-02-28", Until: "2026-03-29"})
	delivery, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	f.reload(t)
	back := time.Date(2026, time.April, 5, 17, 0, 0, 0, time.UTC)
	if delivery != 0 || !f.reader.DigestAt.Equal(back) {
		t.Fatalf("delivery %d, the next digest is due %v, want none and %v", delivery, f.reader.DigestAt, back)
	}

	f.now = back // the picks are five weeks old by now
	delivery, err = f.Compose(t.Context(), f.reader)
	must(t, err)
	editions, err := f.DB.Editions(t.Context(), f.reader.ID, 10)
	must(t, err)
	if delivery == 0 || len(editions) != 1 || len(editions[0].Picks) != 3 || !editions[0].CatchUp() {
		t.Fatalf("delivery %d, editions %+v", delivery, editions)
	}
	e := editions[0]
	if want := (chalkline.Break{From: "2026-02-28", Until: "2026-03-29"}); e.Away != want || !strings.HasPrefix(e.Subject.English(), "While you were away, 3 picks: ") {
		t.Errorf("it ends %v and is called %q", e.Away, e.Subject.English())
	}
	if want := time.Date(2026, time.February, 22, 17, 0, 0, 0, time.UTC); !e.Since.Equal(want) {
		t.Errorf("it has groups' news since %v, want %v", e.Since, want)
	}
}

func TestABreakWithoutADigestIsNotMissed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	f.away(t, chalkline.Break{From: "2026-02-23", Until: "2026-02-27"})
	_, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	editions, err := f.DB.Editions(t.Context(), f.reader.ID, 10)
	must(t, err)
	if len(editions) != 1 || editions[0].CatchUp() || !strings.HasPrefix(editions[0].Subject.English(), "1 pick: ") {
		t.Errorf("editions %+v", editions)
	}
}

func TestACorrectionWaitsForTheEndOfABreakToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	ctx := t.Context()
	_, err := f.Compose(ctx, f.reader)
	must(t, err)
	f.reload(t)
	f.now = f.now.Add(24 * time.Hour)
	card, err := f.DB.Cards(ctx, f.reader.ID, store.CardQuery{Limit: 1})
	must(t, err)
	item, err := f.DB.Item(ctx, card[0].Item.ID)
	must(t, err)
	must(t, f.DB.SaveAppraised(ctx, []chalkline.Appraised{{
		Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeR, At: f.now}, Changed: item.Changed,
	}}))
	f.away(t, chalkline.Break{From: "2026-03-07", Until: "2026-03-08"})
	f.now = time.Date(2026, time.March, 8, 17, 0, 0, 0, time.UTC)
	if delivery, err := f.Compose(ctx, f.reader); err != nil || delivery != 0 {
		t.Fatalf("within the break: delivery %d, %v", delivery, err)
	}
	f.reload(t)
	f.now = f.reader.DigestAt
	_, err = f.Compose(ctx, f.reader)
	must(t, err)
	editions, err := f.DB.Editions(ctx, f.reader.ID, 1)
	must(t, err)
	if e := editions[0]; len(e.Alerts) != 1 || !e.CatchUp() || !strings.HasPrefix(e.Subject.English(), "Correction: ") {
		t.Errorf("the first edition after the break is %+v", e)
	}
}

func TestAProofIsWhatIsComposedAndChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 2)
	before := f.reader
	proof, ok, err := f.Proof(t.Context(), f.reader)
	must(t, err)
	m, err := f.Preview(t.Context(), f.reader, proof)
	must(t, err)
	f.reload(t)
	editions, err := f.DB.Editions(t.Context(), f.reader.ID, 1)
	must(t, err)
	if !ok || len(editions) != 0 || !f.reader.DigestAt.Equal(before.DigestAt) {
		t.Fatalf("a proof (%v) left editions %v, and the digest due %v", ok, editions, f.reader.DigestAt)
	}
	_, err = f.Compose(t.Context(), f.reader)
	must(t, err)
	editions, err = f.DB.Editions(t.Context(), f.reader.ID, 1)
	must(t, err)
	if e := editions[0]; e.Subject.English() != proof.Edition.Subject.English() || m.Subject != e.Subject.English() || len(proof.Cards) != len(e.Picks) || proof.Cards[0].Pick.ID != e.Picks[0] {
		t.Errorf("composed %+v, the proof was %+v", e, proof.Edition)
	}
}

func TestADigestTakesNoLongerThanItsReadersMinutes(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 6) // of a minute each
	f.reader.Schedule.Minutes = 2
	must(t, f.DB.SetSchedule(t.Context(), f.reader.ID, f.reader.Schedule, f.reader.DigestAt))
	_, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	editions, err := f.DB.Editions(t.Context(), f.reader.ID, 1)
	must(t, err)
	if len(editions[0].Picks) != 2 {
		t.Errorf("%d picks, want 2", len(editions[0].Picks))
	}
}

func TestWhatWaitsForACuratorIsToldInADigestAndBringsNone(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	ctx := t.Context()
	group := chalkline.Group{Name: "Maths team"}
	must(t, f.DB.CreateGroup(ctx, &group, "hash", f.reader.ID, "Ada"))
	must(t, f.DB.PutForward(ctx, &chalkline.Share{GroupID: group.ID, ItemID: 1, By: f.reader.ID}))
	delivery, err := f.Compose(ctx, f.reader)
	must(t, err)
	d, err := f.Deliver(ctx, delivery)
	must(t, err)
	m, err := f.Message(ctx, d)
	must(t, err)
	if !strings.Contains(m.Text, "1 item put forward in Maths team waits for you to decide.") {
		t.Errorf("the digest does not tell of what waits:\n%s", m.Text)
	}
	f.reload(t)
	f.now = f.reader.DigestAt
	if delivery, err := f.Compose(ctx, f.reader); err != nil || delivery != 0 {
		t.Errorf("delivery %d, %v: what waits alone is no digest", delivery, err)
	}
}

func TestNewsOfAGroupIsEnoughForADigestOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 0)
	ctx := t.Context()
	group := chalkline.Group{Name: "Maths team"}
	must(t, f.DB.CreateGroup(ctx, &group, "hash", f.reader.ID, "Ada"))
	theme := chalkline.Theme{GroupID: group.ID, Month: "2026-03", Title: "Retrieval practice"}
	f.now = f.now.Add(-time.Hour)
	must(t, f.DB.SaveTheme(ctx, &theme, nil))
	f.now = f.now.Add(time.Hour)
	delivery, err := f.Compose(ctx, f.reader)
	must(t, err)
	editions, err := f.DB.Editions(ctx, f.reader.ID, 1)
	must(t, err)
	if delivery == 0 || len(editions) != 1 || editions[0].Subject.English() != "Maths team: Retrieval practice" {
		t.Fatalf("delivery %d, editions %+v", delivery, editions)
	}
	f.reload(t)
	f.now = f.reader.DigestAt
	if delivery, err := f.Compose(ctx, f.reader); err != nil || delivery != 0 {
		t.Errorf("a week later delivery %d, %v: the news is told already", delivery, err)
	}
}
