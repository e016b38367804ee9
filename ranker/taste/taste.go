// Package taste learns from a reader's feedback what else that reader will want.
//
// An item is read as a Bag of features: its words, the pairs of words of its
// title, its source, authors and topics. A Space, built from a sample of all
// items, turns a bag into a Vector: it knows how rare each feature is and in
// which few directions items differ most. Learn makes a Model of what a reader
// said, and Model.Score says of any vector how well it suits, between -1 and 1.
// A Community adds what readers with the same items found useful.
//
// The model is linear, the closed form of a ridge regression of the reader's
// items against all others of the sample, where the covariance of the sample is
// known in its strongest directions only. Nobody's feedback is needed but the
// reader's own: without feedback every score is 0, and few words move little.
//
// Nothing here opens or remembers anything. The same input and time give the
// same vectors, models and scores, in whatever order the feedback comes.
package taste

import (
	"time"

	"chalkline"
)

// Version names the features and the method. A model of another version is
// learned anew.
const Version = 1

// What a reader's word on an item weighs. Saving costs a little more than a nod
// and means that the item is wanted again. Hiding says little: the item may be
// known already, or done with. No word against an item outweighs one for it,
// because what does not fit is more varied than what does.
const (
	weightSaved    = 1.25
	weightUseful   = 1.0
	weightHidden   = -0.25
	weightNotForMe = -0.75
)

const (
	// halfLife is the age at which a reader's word counts half: interests last
	// about a school year.
	halfLife = 180 * 24 * time.Hour
	// doubt is how many useful items it takes until the score has half of its
	// size.
	doubt = 5.0
	// followShare is what all follows together weigh, as a share of the feedback.
	followShare = 0.1
	// leastOwn is how alike an item must be to itself, once everything usual is
	// taken away, to teach anything: an item of which nothing particular is known
	// is left out.
	leastOwn = 0.4
	// mostAlike is the mean likeness to a reader's items from which on more does
	// not count. It is so far below leastOwn that a word for an item never lowers
	// the item's own score.
	mostAlike = 0.3
	// unusual is how many standard deviations above the sample's mean give a score
	// of one half.
	unusual = 3.0
)

// weightOf is what a kind of feedback weighs, 0 for none that is known.
func weightOf(kind chalkline.FeedbackKind) float64 {
	switch kind {
	case chalkline.FeedbackSaved:
		return weightSaved
	case chalkline.FeedbackUseful:
		return weightUseful
	case chalkline.FeedbackHidden:
		return weightHidden
	case chalkline.FeedbackNotForMe:
		return weightNotForMe
	}
	return 0
}
