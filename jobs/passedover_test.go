package jobs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/ranker"
)

// TestWhatIsSaidOfAnItemIsWhyItWasNotPicked makes picks of three days and asks, an
// hour after each, of every item that was there: what is said rests on the item and
// the picks alone, and is what all that the picks were made from says.
func TestWhatIsSaidOfAnItemIsWhyItWasNotPicked(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	ctx, random := t.Context(), rand.New(rand.NewPCG(3, 4))
	topics := []chalkline.TopicID{"spacing", "retrieval-practice", "homework", "phonics"}
	var items []chalkline.ItemID
	arrive := func() {
		for range 12 {
			items = append(items, f.item(t, func(i *chalkline.Item, a *chalkline.Appraised) {
				a.Appraisal.Score = 1 + random.IntN(95)
				a.Appraisal.Grade, a.Appraisal.At = chalkline.GradeFor(a.Appraisal.Score), f.now
				a.Topics[0].Topic = topics[random.IntN(len(topics))]
				a.StoryKeys = []string{fmt.Sprint("title:", random.IntN(40))}
				i.Text += strings.Repeat(" word", 238*random.IntN(6))
				if random.IntN(4) == 0 {
					i.Text += " in algebra"
				}
			}))
		}
	}
	muted := follow(chalkline.FollowTopic, "phonics")
	muted.Mute = true
	readers := []chalkline.ReaderID{
		f.reader(t, follow(chalkline.FollowTopic, "spacing"), follow(chalkline.FollowTopic, "homework"), muted),
		f.reader(t, follow(chalkline.FollowQuery, "algebra"), follow(chalkline.FollowTopic, "retrieval-practice"), follow(chalkline.FollowSource, "4")),
		f.reader(t, follow(chalkline.FollowTopic, "homework"), chalkline.Follow{Kind: chalkline.FollowQuery, Value: "algebra", Mute: true}),
	}
	reasons := map[string]bool{}
	for range 3 {
		arrive()
		before := map[chalkline.ReaderID]ranker.Request{}
		for _, reader := range readers {
			var err error
			before[reader], err = f.ToPreview(ctx, reader)
			must(t, err)
		}
		f.pickDue(t)
		made := f.now
		f.now = f.now.Add(time.Hour)
		for _, reader := range readers {
			for _, item := range items {
				card, err := f.DB.Card(ctx, reader, item)
				must(t, err)
				if card.Pick.ID != 0 {
					continue
				}
				r, err := f.ToExplain(ctx, reader, item)
				must(t, err)
				if !r.Now.Equal(made) || len(r.Candidates) > 1+ranker.PerDay {
					t.Fatalf("item %d is explained at %v with %d candidates", item, r.Now, len(r.Candidates))
				}
				pick, verdict := ranker.Explain(r, item)
				wantPick, want := ranker.Explain(before[reader], item)
				pick.Other, wantPick.Other = 0, 0
				if diff := cmp.Diff(wantPick, pick); diff != "" {
					t.Errorf("item %d for reader %d (-picks were made +explained):\n%s", item, reader, diff)
				}
				if verdict.English() != want.English() {
					t.Errorf("item %d for reader %d: %q, when picks were made %q", item, reader, verdict.English(), want.English())
				}
				reasons[verdict.English()] = true
			}
		}
		f.now = f.now.Add(23 * time.Hour)
	}
	if len(reasons) < 8 {
		t.Errorf("only %d different things were said: %v", len(reasons), reasons)
	}
}

func TestWhatCameAfterTheLastPicksWasNotPassedOver(t *testing.T) {
	t.Parallel()
	f := newPickFixture(t)
	ctx := t.Context()
	judged := func(_ *chalkline.Item, a *chalkline.Appraised) { a.Appraisal.At = f.now }
	reader := f.reader(t, follow(chalkline.FollowTopic, "spacing"), follow(chalkline.FollowTopic, "homework"))
	said := func(item chalkline.ItemID) string {
		t.Helper()
		r, err := f.ToExplain(ctx, reader, item)
		must(t, err)
		_, verdict := ranker.Explain(r, item)
		return verdict.English()
	}
	const notYet = "Not yet: it came, was judged or began to fit what you ask for after your last picks were made. It may be among the next."
	first := f.item(t, judged)
	if got := said(first); got != notYet {
		t.Errorf("before there are picks: %q", got)
	}
	f.pickDue(t)
	f.wantPicks(t, reader, first)
	f.now = f.now.Add(time.Minute)
	late := f.item(t, judged, func(i *chalkline.Item, _ *chalkline.Appraised) { i.Text = strings.Repeat("word ", 238*90) })
	again := f.item(t, judged, func(_ *chalkline.Item, a *chalkline.Appraised) { a.StoryKeys = []string{"title:again"} })
	if got := said(late); got != notYet {
		t.Errorf("after the picks: %q", got)
	}
	f.now = f.now.Add(24 * time.Hour)
	f.pickDue(t)
	f.now = f.now.Add(time.Minute)
	copied := f.item(t, judged, func(_ *chalkline.Item, a *chalkline.Appraised) { a.StoryKeys = []string{"title:again"} })
	if card, err := f.DB.Card(ctx, reader, again); err != nil || card.Pick.ID == 0 {
		t.Fatalf("item %d was not picked: %v", again, err)
	}
	if got, want := said(copied), "You were given this story before."; got != want {
		t.Errorf("another item of a story that was picked: %q", got)
	}
	unjudged := f.item(t, judged, func(_ *chalkline.Item, a *chalkline.Appraised) {
		a.Appraisal.Kind, a.Appraisal.Grade = chalkline.KindEvent, ""
	})
	if got, want := said(unjudged), "It has no grade from A to E: it is never picked."; got != want {
		t.Errorf("an event: %q", got)
	}
	f.now = f.now.Add(pickWindow + time.Minute)
	for _, item := range []chalkline.ItemID{copied, 999} {
		if got, want := said(item), "It is not among what picks are made from: what was found in the last days and has been judged."; got != want {
			t.Errorf("item %d is too old or not there: %q", item, got)
		}
	}
}
