package stories

import (
	"math"
	"slices"
	"time"

	"chalkline"
)

// record is what a catalogue would say of an item.
type record struct {
	title   string   // without the site's name
	words   []string // of the title
	grams   []uint32 // of the words
	numbers numbers
	authors []string
	venue   venue
	date    time.Time
}

func recordOf(item chalkline.Item) record {
	r := record{
		title: ownTitle(item.Title, item.Venue), authors: families(item.Authors),
		venue: venueOf(item.Venue), date: item.Published,
	}
	r.words = titleWords(unmarked(r.title))
	r.grams, r.numbers = grams(r.words), numbersOf(r.words)
	return r
}

// What speaks for and against two records being of one piece, as the logarithm
// of the odds. The weights began as those of a logistic regression on pairs of
// bibliographic records, half of them noisy. The first, and those of years,
// venues and unknown authors, were then moved by hand on the same pairs, to
// rather miss a pair than merge two pieces of news.
const (
	weighsBias      = -4.1
	weighsAlike     = 3.4  // trigrams of the titles in both
	weighsContained = 2.5  // trigrams of the shorter title in the longer one
	weighsSwapped   = -4.6 // words that stand in the place of other words
	weighsExtra     = -1.5 // words of one title that the other has not
	weighsThin      = -4.4 // titles of few words
	weighsAuthors   = 1.4  // authors of the shorter list in the longer one
	weighsStrangers = -1.4 // authors known, and none in common
	weighsSameYear  = 0.5
	weighsOtherYear = -4.5
	weighsVenue     = 0.6  // the same journal or conference
	weighsAlone     = -2.0 // titles differ, and nothing is known of the authors
	exactly         = 0.999
	halfYear        = 183 * 24 * time.Hour
	nothingAlike    = 0.3 // trigrams in both, below which nothing else is looked at
	wordsOfTitle    = 4.0 // a title of so many words is not thin
	lostSpaces      = 0.8 // trigrams in common between words that differ only by spaces
	weightOfFiller  = 0.2
)

// odds is the logarithm of the odds that two records are of one piece.
func odds(a, b *record) float64 {
	alike := dice(a.grams, b.grams)
	if alike < nothingAlike {
		return hopeless
	}
	sum := weighsBias + weighsAlike*alike + weighsContained*contained(a.grams, b.grams)
	swapped, extra, thin := substance(a.words, b.words)
	sum += weighsSwapped*swapped + weighsExtra*extra + weighsThin*thin
	switch share, known := authorsAgree(a.authors, b.authors); {
	case !known && alike < exactly:
		sum += weighsAlone
	case known && share == 0:
		sum += weighsStrangers
	case known:
		sum += weighsAuthors * share
	}
	if !a.date.IsZero() && !b.date.IsZero() {
		if apart(a.date, b.date) < halfYear {
			sum += weighsSameYear
		} else {
			sum += weighsOtherYear
		}
	}
	if a.venue.agrees(b.venue) {
		sum += weighsVenue
	}
	return sum
}

func apart(a, b time.Time) time.Duration { return a.Sub(b).Abs() }

// substance compares the words of titles: how much the one has in the place of
// something else in the other, how much only one of them has, each as a share,
// and how little there is to compare.
func substance(a, b []string) (swapped, extra, thin float64) {
	onlyA, onlyB := without(a, b), without(b, a)
	if dice(grams(onlyA), grams(onlyB)) >= lostSpaces {
		onlyA, onlyB = nil, nil
	}
	allA, allB := weight(a), weight(b)
	shorter, longer := min(allA, allB), max(allA, allB)
	if shorter == 0 {
		return 1, 1, 1
	}
	restA, restB := weight(onlyA), weight(onlyB)
	return min(restA, restB) / min(shorter, wordsOfTitle), math.Abs(restA-restB) / longer, max(0, wordsOfTitle-shorter) / wordsOfTitle
}

// without are the words of a that are not in b.
func without(a, b []string) []string {
	var only []string
	for _, word := range a {
		if !slices.ContainsFunc(b, func(other string) bool { return alike(word, other) }) {
			only = append(only, word)
		}
	}
	return only
}

// weight is how much words say.
func weight(words []string) float64 {
	sum := 0.0
	for _, word := range words {
		if filler[word] || word[0] <= '9' {
			sum += weightOfFiller
		} else {
			sum++
		}
	}
	return sum
}
