package jobs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"
	"chalkline/ranker/evidence"
)

// taught is an item about retrieval practice that tells of a theme.
func taught(n int) chalkline.Item {
	var item chalkline.Item
	themed(n)(&item, nil)
	item.Title = "Retrieval practice with " + item.Title + fmt.Sprint(" in class ", n)
	item.Text = "Retrieval practice helps the pupils of our school to learn. " + item.Text
	return item
}

// arrive stores an item each of new sources.
func (f *pickFixture) arrive(t *testing.T, items ...chalkline.Item) {
	t.Helper()
	for _, item := range items {
		f.n++
		s := chalkline.Source{Kind: chalkline.SourceFeed, Name: fmt.Sprint("Blog ", f.n), URL: fmt.Sprintf("https://b%d.example/feed", f.n), Genre: chalkline.GenreBlog}
		must(t, f.DB.AddSource(t.Context(), &s))
		item.Published = f.now
		_, err := f.DB.StoreBatch(t.Context(), chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: []chalkline.Item{item}})
		must(t, err)
	}
}

// work does all that is due, but for what needs a network.
func (f *pickFixture) work(t *testing.T) {
	t.Helper()
	kinds := slices.DeleteFunc(f.Kinds(), func(k Kind) bool { return !slices.Contains([]string{"appraise", "learn", "pick"}, k.Name) })
	must(t, NewRunner(kinds, f.Now, discard).Drain(t.Context()))
}

func TestWhatAReaderFindsUsefulChangesTheNextPicks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	f := newPickFixture(t)
	f.Evidence = evidence.Default()
	old := make([]chalkline.Item, leastSample)
	for n := range old {
		old[n] = taught(n)
	}
	_, err := f.DB.StoreBatch(ctx, chalkline.Batch{Source: f.source, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: old})
	must(t, err)
	f.work(t)
	f.now = f.now.AddDate(0, 0, 30)
	retrieval := follow(chalkline.FollowTopic, "retrieval-practice")
	silent, speaking := f.reader(t, retrieval), f.reader(t, retrieval)
	f.say(t, speaking, chalkline.FeedbackUseful, 2, 42, 82, 122) // of theme 1
	f.say(t, speaking, chalkline.FeedbackNotForMe, 3, 43)        // of theme 2
	for n := range 6 {
		f.arrive(t, taught(1002+40*n), taught(1001+40*n)) // of themes 2 and 1
	}
	f.now = f.now.Add(time.Hour)
	f.work(t)
	liked := func(reader chalkline.ReaderID) (of1, tasted int) {
		for _, c := range f.cards(t, reader) {
			if strings.Contains(c.Item.Title, "theme1word") {
				of1++
			}
			if strings.Contains(c.Pick.Reason.English(), "like what you found useful: theme1word") {
				tasted++
			}
		}
		return of1, tasted
	}
	if n, tasted := liked(silent); n == ranker.PerDay || len(f.cards(t, silent)) != ranker.PerDay || tasted != 0 {
		t.Errorf("who said nothing got %d of %d picks of the theme, %d for their taste", n, len(f.cards(t, silent)), tasted)
	}
	if n, tasted := liked(speaking); n != ranker.PerDay || tasted != n {
		t.Errorf("who found the theme useful got %d picks of it, %d for their taste", n, tasted)
	}
	// Pages explain a pick with the points that made it.
	r, err := f.ToPreview(ctx, speaking)
	must(t, err)
	picked := f.cards(t, speaking)[0].Pick
	if explained, _ := ranker.Explain(r, picked.ItemID); explained.Score != picked.Score {
		t.Errorf("the pick has %v points, explained are %v", picked.Score, explained.Score)
	}
}
