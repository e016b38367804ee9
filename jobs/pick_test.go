package jobs

import (
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chalkline"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// pickFixture is a store with a source, and a clock.
type pickFixture struct {
	*Units
	source chalkline.SourceID
	now    time.Time
	n      int
}

func newPickFixture(t *testing.T) *pickFixture {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "jobs.db"))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	f := &pickFixture{now: time.Date(2026, time.March, 2, 6, 0, 0, 0, time.UTC)}
	db.Now = func() time.Time { return f.now }
	f.Units = &Units{DB: db, Topics: topics.Default(), Now: db.Now, Log: discard}
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Staff room", URL: "https://staffroom.example/feed", Genre: chalkline.GenreJournal}
	must(t, db.AddSource(t.Context(), &source))
	f.source = source.ID
	return f
}

// item stores an item with grade B about spacing, from a source of its own.
func (f *pickFixture) item(t *testing.T, edits ...func(*chalkline.Item, *chalkline.Appraised)) chalkline.ItemID {
	t.Helper()
	ctx := t.Context()
	f.n++
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: fmt.Sprint("Journal ", f.n), URL: fmt.Sprintf("https://j%d.example/feed", f.n), Genre: chalkline.GenreJournal}
	must(t, f.DB.AddSource(ctx, &source))
	item := chalkline.Item{Key: "k", URL: "https://j.example/" + strconv.Itoa(f.n), Title: fmt.Sprint("Trial ", f.n), Text: "Pupils revised.", Published: f.now}
	a := chalkline.Appraised{
		Appraisal: chalkline.Appraisal{Kind: chalkline.KindResearch, Score: 70, Grade: chalkline.GradeB},
		Topics:    []chalkline.TopicMatch{{Topic: "spacing", Weight: 0.9}},
	}
	for _, edit := range edits {
		edit(&item, &a)
	}
	_, err := f.DB.StoreBatch(ctx, chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: []chalkline.Item{item}})
	must(t, err)
	due, err := f.DB.ItemsToAppraise(ctx, 10)
	must(t, err)
	stored, err := f.DB.Item(ctx, due[len(due)-1])
	must(t, err)
	a.Appraisal.ItemID, a.Changed = stored.ID, stored.Changed
	must(t, f.DB.SaveAppraised(ctx, []chalkline.Appraised{a}))
	return stored.ID
}

func (f *pickFixture) reader(t *testing.T, follows ...chalkline.Follow) chalkline.ReaderID {
	t.Helper()
	f.n++
	r := chalkline.Reader{Email: fmt.Sprintf("r%d@school.example", f.n), Schedule: chalkline.DefaultSchedule("UTC")}
	must(t, f.DB.CreateReader(t.Context(), &r))
	if len(follows) > 0 {
		must(t, f.DB.SetFollows(t.Context(), r.ID, follows))
	}
	return r.ID
}

// pickDue makes all picks that are due.
func (f *pickFixture) pickDue(t *testing.T) {
	t.Helper()
	due, err := ids(f.DB.ReadersToPick)(t.Context(), f.now, 100)
	must(t, err)
	must(t, f.pick(t.Context(), due))
}

// cards are a reader's picks, the first shown first.
func (f *pickFixture) cards(t *testing.T, reader chalkline.ReaderID) []chalkline.Card {
	t.Helper()
	cards, err := f.DB.Cards(t.Context(), reader, store.CardQuery{})
	must(t, err)
	return cards
}

func (f *pickFixture) wantPicks(t *testing.T, reader chalkline.ReaderID, want ...chalkline.ItemID) {
	t.Helper()
	var got []chalkline.ItemID
	for _, c := range f.cards(t, reader) {
		got = append(got, c.Item.ID)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("picks of reader %d (-want +got):\n%s", reader, diff)
	}
}

func follow(kind chalkline.FollowKind, value string) chalkline.Follow {
	return chalkline.Follow{Kind: kind, Value: value, Weight: 1}
}

func TestAReaderWhoFollowsNothingHasTimeToChooseAndThenGetsWhatIsStrongest(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	weak := f.item(t, func(_ *chalkline.Item, a *chalkline.Appraised) {
		a.Appraisal.Score, a.Appraisal.Grade = 45, chalkline.GradeC
	})
	strong := f.item(t)
	reader := f.reader(t)
	choosing := f.reader(t)
	f.pickDue(t)
	f.wantPicks(t, reader)
	must(t, f.DB.SetFollows(t.Context(), choosing, []chalkline.Follow{follow(chalkline.FollowTopic, "spacing")}))
	f.pickDue(t)
	f.wantPicks(t, choosing, strong, weak)
	f.now = f.now.Add(firstPickPause)
	f.pickDue(t)
	f.wantPicks(t, reader, strong, weak)
}

func TestASavedSearchFindsWordsOfTheTextAndABrokenOneHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	f.item(t)
	found := f.item(t, func(i *chalkline.Item, _ *chalkline.Appraised) { i.Text = "Worked examples in algebra." })
	searching := f.reader(t, follow(chalkline.FollowQuery, `"worked examples" -geometry`))
	broken := f.reader(t, follow(chalkline.FollowQuery, `"worked examples`), follow(chalkline.FollowQuery, "-geometry"), follow(chalkline.FollowSource, strconv.Itoa(1)))
	muting := f.reader(t, follow(chalkline.FollowTopic, "spacing"), chalkline.Follow{Kind: chalkline.FollowQuery, Value: "pupils", Mute: true})
	f.pickDue(t)
	f.wantPicks(t, searching, found)
	f.wantPicks(t, broken)
	f.wantPicks(t, muting, found)
}

func TestADayHasItsMinutesAndNoStoryTwice(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	long := func(i *chalkline.Item, a *chalkline.Appraised) {
		for range 238 * 4 { // four minutes
			i.Text += " word"
		}
		a.StoryKeys = []string{"title:" + i.Title}
	}
	for range 4 {
		f.item(t, long)
	}
	reader := f.reader(t, follow(chalkline.FollowTopic, "spacing")) // who has eight minutes
	for _, step := range []struct {
		name string
		pass time.Duration
		want int
	}{
		{"the first", 0, 1},
		{"the same day", time.Hour, 1},
		{"the next day", 24 * time.Hour, 2},
		{"the day after", 24 * time.Hour, 3},
	} {
		f.now = f.now.Add(step.pass)
		must(t, f.pick(t.Context(), []string{strconv.FormatInt(int64(reader), 10)}))
		if got := len(f.cards(t, reader)); got != step.want {
			t.Errorf("%s: %d picks, want %d", step.name, got, step.want)
		}
	}
}

func TestWhatHasNoTextTakesAMinuteOfTheDay(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	bare := func(i *chalkline.Item, _ *chalkline.Appraised) { i.Text = "" }
	f.item(t, bare)
	f.item(t, bare)
	reader := f.reader(t, follow(chalkline.FollowTopic, "spacing"))
	must(t, f.DB.SetWants(t.Context(), reader, chalkline.Wants{Minutes: 1}))
	for range 2 {
		must(t, f.pick(t.Context(), []string{strconv.FormatInt(int64(reader), 10)}))
		f.now = f.now.Add(time.Hour)
	}
	if got := len(f.cards(t, reader)); got != 1 {
		t.Errorf("%d picks for a reader's one minute, want 1", got)
	}
}

func TestWhatIsNeverPickedTakesNoPlaceAmongTheMatchesOfASearch(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	algebra := func(i *chalkline.Item, _ *chalkline.Appraised) { i.Text = "Worked examples in algebra." }
	found := f.item(t, algebra)
	for range 3 {
		f.item(t, algebra, func(_ *chalkline.Item, a *chalkline.Appraised) {
			a.Appraisal = chalkline.Appraisal{Kind: chalkline.KindOffTopic}
		})
	}
	reader := f.reader(t, follow(chalkline.FollowQuery, "algebra"))
	f.pickDue(t)
	f.wantPicks(t, reader, found)
}

func TestAStrongClaimStandsBesideWhatSpeaksAgainstIt(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	directed := func(title, direction string) func(*chalkline.Item, *chalkline.Appraised) {
		return func(i *chalkline.Item, a *chalkline.Appraised) {
			i.Title = title
			a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: direction}}
		}
	}
	null := f.item(t, directed("Spaced homework quizzes in mathematics made no difference", "null"))
	f.now = f.now.Add(pickWindow + time.Hour) // too old to be picked, not to be the other side
	claim := f.item(t, directed("Spaced homework quizzes in mathematics raise attainment", "positive"))
	reader := f.reader(t, follow(chalkline.FollowTopic, "spacing"))
	f.pickDue(t)
	cards := f.cards(t, reader)
	if len(cards) != 1 || cards[0].Item.ID != claim || cards[0].Other == nil || cards[0].Other.ItemID != null {
		t.Fatalf("cards %+v, want item %d beside %d", cards, claim, null)
	}
}
