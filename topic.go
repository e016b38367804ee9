package chalkline

// TopicID names a topic of the topic list, as "retrieval-practice".
type TopicID string

// Topic is an entry of the topic list.
type Topic struct {
	ID    TopicID
	Label string
	Group string // the heading it is listed under
}

// TopicMatch says that an item is about a topic.
type TopicMatch struct {
	Topic  TopicID `json:"topic"`
	Weight float64 `json:"weight"` // 0 to 1
	Quote  string  `json:"quote"`  // the words that decided it
}
