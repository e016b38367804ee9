package taste

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"chalkline"
)

// now is when the tests take place.
var now = time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)

// themes are what the invented items are about. As in life there are many, so that
// none is what all items have in common.
var themes = func() []string {
	list := []string{
		"retrieval practice quiz recall memory spacing interleaving flashcards testing forgetting",
		"phonics decoding reading letters fluency vocabulary comprehension syllables blending spelling",
		"fractions algebra arithmetic number proof geometry equations manipulatives estimation ratio",
		"behaviour routines attention praise sanctions corridors attendance exclusion belonging calm",
	}
	for theme := len(list); theme < 80; theme++ {
		var words []string
		for word := range 10 {
			words = append(words, fmt.Sprintf("theme%dword%d", theme, word))
		}
		list = append(list, strings.Join(words, " "))
	}
	return list
}()

const filler = "school lesson study teachers pupils class year found group results work across report week term evidence"

// invented is an item about a theme, the same each time: words of its theme, words
// that all have, and as in every text, words that few have.
func invented(id, theme int) chalkline.Item {
	random := rand.New(rand.NewPCG(uint64(id), 7))
	about, rest := strings.Fields(themes[theme%len(themes)]), strings.Fields(filler)
	var text []string
	for range 30 {
		list := about
		if random.IntN(2) == 0 {
			list = rest
		}
		text = append(text, list[random.IntN(len(list))], fmt.Sprintf("word%d", random.IntN(9000)))
	}
	return chalkline.Item{
		ID: chalkline.ItemID(id), SourceID: chalkline.SourceID(1 + id%7), Title: about[id%len(about)] + " and " + about[(id+3)%len(about)],
		Text: strings.Join(text, " "), Authors: []string{fmt.Sprintf("Author %d", id%11)},
	}
}

// inventedBags are n items, their themes in turn.
func inventedBags(n int) []Bag {
	bags := make([]Bag, n)
	for i := range bags {
		bags[i] = Read(invented(i+1, i), nil)
	}
	return bags
}

// said is a reader's word on the invented item id, days ago.
func said(s *Space, id int, kind chalkline.FeedbackKind, days int) Example {
	return Example{
		Item: chalkline.ItemID(id), Kind: kind, At: now.Add(-time.Duration(days) * 24 * time.Hour),
		Vector: s.Vector(Read(invented(id, id-1), nil)),
	}
}
