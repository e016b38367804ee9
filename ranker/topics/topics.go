// Package topics says what an item is about.
//
// The topic list is topics.yaml, which is part of the program. For every topic
// it names phrases in three strengths and phrases that are mistaken for it. A
// List is compiled once. Match then reads the words of an item once and decides
// by a small linear model (model.go), for each topic of which there are phrases:
// which phrases stand in the title, at the beginning and below, how the topic
// compares with the strongest, what the other words of the text usually go with
// (words.tsv, made by Learn from indexed records), and votes: an author's
// categories and the descriptors of ERIC (descriptors.yaml). That an item is
// about none of the topics is a good answer, and for an item that shows no sign
// of being about education the usual one. Explain shows what counted.
//
// Facets says for which phase of schooling and about which country and subjects
// an item is (facets.yaml).
//
// Everything here is a function of its arguments: nothing is opened or stored.
package topics

import (
	_ "embed"
	"slices"
	"sync"

	"chalkline"
)

//go:embed topics.yaml
var builtIn []byte

// List is a topic list with its matcher. It does not change once made, so that
// many goroutines may use one.
type List struct {
	topics  []chalkline.Topic
	within  []bool // by topic: counts only in an item that is about education
	index   map[chalkline.TopicID]int
	phrases phrases
	votes   map[string][]int // by descriptor: the topics it goes with
	learned learned
	scratch sync.Pool
}

// Default is the list that comes with Chalkline.
func Default() *List { return defaultList() }

var defaultList = sync.OnceValue(func() *List {
	list, err := Read("topics.yaml", builtIn)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return list
})

// Topics are all topics in the file's order, those of a group together.
func (l *List) Topics() []chalkline.Topic { return slices.Clone(l.topics) }

// Topic is the topic with that id.
func (l *List) Topic(id chalkline.TopicID) (chalkline.Topic, bool) {
	i, ok := l.index[id]
	if !ok {
		return chalkline.Topic{}, false
	}
	return l.topics[i], true
}
