package chalkline

import "time"

// Trouble is a unit of work that failed and is tried again.
type Trouble struct {
	Kind     string
	Key      string
	Failures int // in a row
	At       time.Time
	Again    time.Time // when it is tried next
	Error    string
}
