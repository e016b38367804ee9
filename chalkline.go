// Package chalkline holds the words of Chalkline as types: what is read
// (Source, Item, Story, Work), what is judged (Appraisal, Signal, Grade), who
// it is for (Reader, Follow, Feedback) and what they get (Pick, Edition,
// Delivery).
//
// The package opens nothing and imports the standard library only. Everything
// else in this module imports it: crawler turns a Source into stored Items,
// ranker turns Items into Appraisals and Picks, digest turns Picks into feeds
// and mail, store keeps all of it in SQL, and cmd/chalkline wires them
// together.
//
// Times are UTC with microsecond precision, because that is what the store
// keeps. A zero time means "not known" or "not yet".
package chalkline

import (
	_ "embed"
	"time"
)

// Feeds is feeds.yaml, the starter list of sources. Package crawler/list reads
// it.
//
//go:embed feeds.yaml
var Feeds []byte

// Ids are named types, so that an ItemID cannot be handed over as a ReaderID.
// All are positive; zero means "none" or "not stored yet".
type (
	// SourceID names a Source.
	SourceID int64
	// ItemID names an Item.
	ItemID int64
	// StoryID names a Story.
	StoryID int64
	// WorkID names a Work.
	WorkID int64
	// ReaderID names a Reader.
	ReaderID int64
	// TokenID names a feed Token.
	TokenID int64
	// PickID names a Pick.
	PickID int64
	// EditionID names an Edition.
	EditionID int64
	// DeliveryID names a Delivery.
	DeliveryID int64
	// GroupID names a Group.
	GroupID int64
	// ShareID names a Share.
	ShareID int64
	// ThemeID names a Theme.
	ThemeID int64
)

// Time is t in the form in which the store keeps and returns times: UTC, whole
// microseconds, no monotonic reading. Zero stays zero.
func Time(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}
