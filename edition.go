package chalkline

import "time"

// Edition is one digest of one reader, its picks frozen.
type Edition struct {
	ID       EditionID
	ReaderID ReaderID
	Number   int  // 1 for a reader's first
	Subject  Text // in editions of old the words as they were sent
	At       time.Time
	Since    time.Time // what groups have done since then is in it; zero in editions of old
	Away     Break     // the break whose end it marks; the zero Break when it is no catch-up
	Alerts   []PickID  // picks retracted since they were sent; they come first
	Picks    []PickID  // in the order in which they are printed
}

// CatchUp says that the edition is the first after a break: its picks are from
// the whole of it.
func (e Edition) CatchUp() bool { return e.Away.From != "" }

// DeliveryState says how far a delivery is.
type DeliveryState string

// The states of a delivery. A delivery that is found claimed when the daemon
// starts was cut off by a crash: it may have been sent, so it is reported and
// never repeated.
const (
	DeliveryWaiting DeliveryState = "waiting" // to be sent at NextAt
	DeliveryClaimed DeliveryState = "claimed" // being sent
	DeliverySent    DeliveryState = "sent"
	DeliveryFailed  DeliveryState = "failed" // refused for good; see Error
	DeliveryUnsure  DeliveryState = "unsure" // claimed by a process that ended before it settled
)

// Delivery is an edition on its way to one address.
type Delivery struct {
	ID        DeliveryID
	EditionID EditionID
	ReaderID  ReaderID
	Address   string
	State     DeliveryState
	Attempts  int
	NextAt    time.Time
	ClaimedAt time.Time
	SettledAt time.Time
	Error     string
}
