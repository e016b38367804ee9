package taste

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"chalkline"
)

// featureBits is the size of the hash. With 20,000 words, 17 bits lose a
// thousandth of recall and 19 gain nothing; pairs and names need room too.
const featureBits = 18

// features is how many features there are.
const features = 1 << featureBits

// inTitle is how often a word of the title counts.
const inTitle = 2

// mostWords is how many words of a text are read. Abstracts and the beginnings
// of posts have fewer; the rest of a long text says little that is new.
const mostWords = 600

// Features that are no words are hashed with a mark in front that no word has.
const (
	markPair   = "2 "
	markAuthor = "a "
	markSource = "s "
	markTopic  = "t "
)

// term is a feature and how often it occurs.
type term struct {
	feature uint32
	count   float32
}

// Bag is the features of an item with their counts.
type Bag struct {
	terms []term // in order of feature, each once
}

// Read is the bag of an item and what it is about.
func Read(item chalkline.Item, topics []chalkline.TopicMatch) Bag {
	var b Bag
	before := ""
	for word := range wordsOf(item.Title) {
		b.add("", word, inTitle)
		if before != "" {
			b.add(markPair, before+" "+word, 1)
		}
		before = word
	}
	n := 0
	for word := range wordsOf(item.Text) {
		if n++; n > mostWords {
			break
		}
		b.add("", word, 1)
	}
	for _, author := range item.Authors {
		if name := strings.Join(strings.Fields(strings.ToLower(author)), " "); name != "" {
			b.add(markAuthor, name, 1)
		}
	}
	if item.SourceID != 0 {
		b.add(markSource, strconv.FormatInt(int64(item.SourceID), 10), 1)
	}
	for _, t := range topics {
		b.add(markTopic, string(t.Topic), 1)
	}
	b.settle()
	return b
}

// Follows are the bags of what a reader follows: a topic by its label and words,
// a source, an author, the words of a search. Mutes have none: what is muted is
// never asked for.
func Follows(follows []chalkline.Follow, label func(chalkline.TopicID) string) []Bag {
	var bags []Bag
	for _, f := range follows {
		var b Bag
		text := f.Value
		switch {
		case f.Mute:
			continue
		case f.Kind == chalkline.FollowTopic:
			b.add(markTopic, f.Value, 1)
			text = label(chalkline.TopicID(f.Value))
		case f.Kind == chalkline.FollowSource:
			b.add(markSource, f.Value, 1)
			text = ""
		case f.Kind == chalkline.FollowAuthor:
			b.add(markAuthor, strings.Join(strings.Fields(strings.ToLower(f.Value)), " "), 1)
			text = ""
		}
		for word := range wordsOf(text) {
			b.add("", word, 1)
		}
		b.settle()
		bags = append(bags, b)
	}
	return bags
}

// Counted is the bag of words that were counted elsewhere.
func Counted(words iter.Seq2[string, int]) Bag {
	var b Bag
	for word, count := range words {
		b.add("", word, float32(count))
	}
	b.settle()
	return b
}

func (b *Bag) add(mark, word string, count float32) {
	b.terms = append(b.terms, term{feature(mark, word), count})
}

// settle puts the terms in order and adds up those of one feature.
func (b *Bag) settle() {
	slices.SortFunc(b.terms, func(a, b term) int { return cmp.Compare(a.feature, b.feature) })
	kept := b.terms[:0]
	for _, t := range b.terms {
		if n := len(kept); n > 0 && kept[n-1].feature == t.feature {
			kept[n-1].count += t.count
			continue
		}
		kept = append(kept, t)
	}
	b.terms = kept
}

// feature is the number of a word: FNV-1a, mixed so that the low bits are as good
// as the high ones.
func feature(mark, word string) uint32 {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := uint64(offset)
	for i := range len(mark) {
		hash = (hash ^ uint64(mark[i])) * prime
	}
	for i := range len(word) {
		hash = (hash ^ uint64(word[i])) * prime
	}
	hash ^= hash >> 32
	hash *= 0x9e3779b97f4a7c15
	return uint32(hash >> (64 - featureBits))
}
