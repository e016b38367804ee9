package jobs

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"

	"chalkline"
	"chalkline/ranker/taste"
	"chalkline/store"
)

// themes are what the items of a tasteFixture are about, in turn.
var themes = func() (list []string) {
	for theme := range 40 {
		var words []string
		for word := range 10 {
			words = append(words, fmt.Sprintf("theme%dword%d", theme, word))
		}
		list = append(list, strings.Join(words, " "))
	}
	return list
}()

// themed is an item of a theme, the same each time.
func themed(n int) func(*chalkline.Item, *chalkline.Appraised) {
	return func(i *chalkline.Item, _ *chalkline.Appraised) {
		rng := rand.New(rand.NewPCG(uint64(n), 7))
		words := strings.Fields(themes[n%len(themes)])
		i.Key, i.Title, i.URL = strconv.Itoa(n), words[n%10], fmt.Sprintf("https://t.example/%d", n)
		for range 30 {
			i.Text += words[rng.IntN(len(words))] + fmt.Sprintf(" word%d ", rng.IntN(9000))
		}
	}
}

// archive is 600 items, their themes in turn, and the space made of them.
var archive = sync.OnceValues(func() (items []chalkline.Item, space []byte) {
	var bags []taste.Bag
	for n := range 600 {
		var item chalkline.Item
		themed(n)(&item, nil)
		items, bags = append(items, item), append(bags, taste.Read(item, nil))
	}
	return items, taste.NewSpace(bags).Marshal()
})

// newTasteFixture has a year-old archive, its items numbered from 1, and its space.
func newTasteFixture(t *testing.T) *pickFixture {
	t.Helper()
	if testing.Short() {
		t.Skip("much arithmetic, for which -short has no time")
	}
	f := newPickFixture(t)
	ctx := t.Context()
	old, space := archive()
	_, err := f.DB.StoreBatch(ctx, chalkline.Batch{Source: f.source, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: old})
	must(t, err)
	due, err := f.DB.ItemsToAppraise(ctx, 1000)
	must(t, err)
	items, err := f.DB.Items(ctx, due)
	must(t, err)
	var results []chalkline.Appraised
	for _, item := range items {
		results = append(results, chalkline.Appraised{
			Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindPractice, Score: 8, Grade: chalkline.GradeE},
			Features:  taste.Read(item, nil).Marshal(), Changed: item.Changed,
		})
	}
	must(t, f.DB.SaveAppraised(ctx, results))
	must(t, f.DB.SaveSpace(ctx, &store.Space{At: f.now, Items: len(items), Data: space}))
	f.now = f.now.AddDate(1, 0, 0)
	return f
}

// say has a reader say a word on items.
func (f *pickFixture) say(t *testing.T, reader chalkline.ReaderID, kind chalkline.FeedbackKind, items ...chalkline.ItemID) {
	t.Helper()
	for _, item := range items {
		must(t, f.DB.AddFeedback(t.Context(), reader, item, kind))
	}
}

// tasted is the taste part of each pick that is made for a reader, by item.
func (f *pickFixture) tasted(t *testing.T, reader chalkline.ReaderID) map[chalkline.ItemID]float64 {
	t.Helper()
	must(t, f.pick(t.Context(), []string{strconv.FormatInt(int64(reader), 10)}))
	parts := map[chalkline.ItemID]float64{}
	for _, c := range f.cards(t, reader) {
		for _, p := range c.Pick.Parts {
			if p.Name == chalkline.PartTaste {
				parts[c.Item.ID] = p.Value
			}
		}
	}
	return parts
}

// offered stores a new item of a theme with its features.
func (f *pickFixture) offered(t *testing.T, n int) chalkline.ItemID {
	t.Helper()
	return f.item(t, themed(n), func(i *chalkline.Item, a *chalkline.Appraised) { a.Features = taste.Read(*i, nil).Marshal() })
}

func TestPicksLearnFromWhatTheReaderSays(t *testing.T) {
	t.Parallel()
	f := newTasteFixture(t)
	liked, disliked, other := f.offered(t, 1001), f.offered(t, 1002), f.offered(t, 1003)
	spacing := follow(chalkline.FollowTopic, "spacing")
	silent, speaking := f.reader(t, spacing), f.reader(t, spacing)
	f.say(t, speaking, chalkline.FeedbackUseful, 2, 42, 82, 122) // of the theme of liked
	f.say(t, speaking, chalkline.FeedbackNotForMe, 3, 43, 83)    // of that of disliked
	if got := f.tasted(t, silent); len(got) != 0 {
		t.Errorf("a reader who said nothing has tastes %v", got)
	}
	got := f.tasted(t, speaking)
	if got[liked] <= 1 || got[disliked] >= 0 || got[other] > got[liked]/3 {
		t.Errorf("tastes are %v, want %d liked, %d disliked and little of %d", got, liked, disliked, other)
	}
}

func TestATasteIsLearnedAnewOnlyWhenThereIsNews(t *testing.T) {
	t.Parallel()
	f := newTasteFixture(t)
	ctx := t.Context()
	reader := f.reader(t, follow(chalkline.FollowTopic, "spacing"))
	learned := func() store.Taste {
		t.Helper()
		must(t, f.pick(ctx, []string{strconv.FormatInt(int64(reader), 10)}))
		was, err := f.DB.Taste(ctx, reader)
		must(t, err)
		return was
	}
	if was := learned(); was.Reader != reader || len(was.Data) != 0 {
		t.Errorf("of a reader who said nothing, %d bytes were learned", len(was.Data))
	}
	f.say(t, reader, chalkline.FeedbackSaved, 2, 42)
	first := learned()
	if len(first.Data) == 0 {
		t.Fatal("nothing was learned from two words")
	}
	must(t, f.DB.SaveTastes(ctx, []store.Taste{{Reader: reader, Space: first.Space, SaidAt: first.SaidAt, Data: []byte("damaged")}}))
	if string(learned().Data) != string(first.Data) {
		t.Error("a damaged taste was not learned anew")
	}
	marked := first
	marked.Data = nil // stays while nothing is new
	must(t, f.DB.SaveTastes(ctx, []store.Taste{marked}))
	if again := learned(); len(again.Data) != 0 {
		t.Error("a taste was learned anew without news")
	}
	must(t, f.DB.RemoveFeedback(ctx, reader, 42, chalkline.FeedbackSaved))
	if again := learned(); len(again.Data) == 0 || string(again.Data) == string(first.Data) {
		t.Error("a word was taken back, and the taste stayed")
	}
	_, space := archive()
	must(t, f.DB.SaveSpace(ctx, &store.Space{At: f.now, Items: 600, Data: space}))
	if again := learned(); again.Space == first.Space {
		t.Error("the space is another, and the taste stayed")
	}
}

func TestTheSpaceIsMadeAnewWhenItWouldBeAnother(t *testing.T) {
	t.Parallel()
	f := newTasteFixture(t)
	ctx := t.Context()
	made := func() bool {
		t.Helper()
		before, err := f.DB.SpaceID(ctx)
		must(t, err)
		_, err = f.learnSpace(ctx)
		must(t, err)
		after, err := f.DB.SpaceID(ctx)
		must(t, err)
		return after != before
	}
	if !made() {
		t.Error("a space a year old was not made anew")
	}
	if made() {
		t.Error("the space was made anew without need")
	}
	must(t, f.DB.SaveSpace(ctx, &store.Space{At: f.now, Items: 600, Data: []byte("damaged")}))
	if !made() {
		t.Error("a damaged space was not made anew")
	}
	if f = newPickFixture(t); made() {
		t.Error("a space was made of nothing")
	}
}

func TestReadersLearnFromEachOtherUnlessTheyStayAlone(t *testing.T) {
	t.Parallel()
	f := newTasteFixture(t)
	ctx := t.Context()
	// Who likes theme 1 likes theme 5, as others show.
	both := []chalkline.ItemID{2, 42, 82, 6, 46, 86}
	near := f.offered(t, 1005)
	spacing := follow(chalkline.FollowTopic, "spacing")
	for range leastReaders - 2 {
		f.say(t, f.reader(t), chalkline.FeedbackSaved, both...)
	}
	hermit := f.reader(t)
	must(t, f.DB.SetWants(ctx, hermit, chalkline.Wants{Alone: true}))
	f.say(t, hermit, chalkline.FeedbackSaved, both...)
	asking := func(wants chalkline.Wants) float64 {
		reader := f.reader(t, spacing)
		must(t, f.DB.SetWants(ctx, reader, wants))
		f.say(t, reader, chalkline.FeedbackSaved, 2, 42)
		return f.tasted(t, reader)[near]
	}
	without := asking(chalkline.Wants{}) // the nineteenth reader who counts
	f.say(t, f.reader(t), chalkline.FeedbackSaved, both...)
	f.now = f.now.Add(communityLife)
	with, alone := asking(chalkline.Wants{}), asking(chalkline.Wants{Alone: true})
	if with <= without+0.5 || alone > without+0.25 || alone < without-0.25 {
		t.Errorf("what others like has %.2f points for one among them, %.2f for one alone, and %.2f when they are too few", with, alone, without)
	}
}
