package web

import (
	"fmt"
	"strings"

	"chalkline"
	"chalkline/store"
)

// topicCounts are the numbers that a topic's page puts into words.
type topicCounts struct {
	Studies            int // of their own, that stand
	First, Last        int // years of the oldest and the newest of them
	Reviews, Trials    int
	Compared           int // with a comparison group that chance did not make
	Strong             int // grade A or B
	Retracted, Written int // not studies of their own: practice, opinion, news
	Designs            map[chalkline.Design]int
}

// isStudy says that a story is a study of its own that stands.
func isStudy(t store.TopicStory) bool {
	return !t.SecondHand && t.Grade != chalkline.GradeR && (t.Kind == chalkline.KindResearch || t.Kind == chalkline.KindSynthesis)
}

func isReview(t store.TopicStory) bool {
	switch t.Design {
	case chalkline.DesignMA, chalkline.DesignUmbrella, chalkline.DesignSR:
		return true
	}
	return false
}

func isTrial(t store.TopicStory) bool {
	return t.Design == chalkline.DesignRCT || t.Design == chalkline.DesignCRCT
}

func isCompared(t store.TopicStory) bool {
	switch t.Design {
	case chalkline.DesignNatural, chalkline.DesignMatched, chalkline.DesignQED:
		return true
	}
	return false
}

func isStrong(t store.TopicStory) bool {
	return t.Grade == chalkline.GradeA || t.Grade == chalkline.GradeB
}

// countStories counts what there is on a topic, and gives the studies among it in
// the same order.
func countStories(stories []store.TopicStory) (studies []store.TopicStory, c topicCounts) {
	c.Designs = map[chalkline.Design]int{}
	for _, t := range stories {
		switch {
		case t.Grade == chalkline.GradeR:
			c.Retracted++
			continue
		case !isStudy(t):
			c.Written++
			continue
		}
		studies = append(studies, t)
		c.Studies++
		c.Designs[t.Design]++
		year := t.At.UTC().Year()
		if c.First == 0 || year < c.First {
			c.First = year
		}
		c.Last = max(c.Last, year)
		switch {
		case isReview(t):
			c.Reviews++
		case isTrial(t):
			c.Trials++
		case isCompared(t):
			c.Compared++
		}
		if isStrong(t) {
			c.Strong++
		}
	}
	return studies, c
}

// topicWords say what is known of a topic and what is not.
type topicWords struct {
	Lead    string   // "41 studies here since 2019: 3 reviews, 12 trials and 26 others."
	Also    []string // what else there is to say, a sentence each
	Missing []string // what was not seen, a sentence each
}

func (c topicCounts) words() topicWords {
	var w topicWords
	if c.Studies == 0 {
		w.Lead = "No study on this has been seen here yet."
	} else {
		w.Lead = count(c.Studies, "study", "studies") + " here " + c.when() + ": " + c.parts() + "."
		switch c.Strong {
		case 0:
			w.Missing = append(w.Missing, "No strong or good evidence (grade A or B) seen here yet.")
		case c.Studies:
			w.Also = append(w.Also, "All of it is strong or good evidence (grade A or B).")
		default:
			w.Also = append(w.Also, count(c.Strong, "of them is", "of them are")+" strong or good evidence (grade A or B).")
		}
		if c.Reviews == 0 {
			w.Missing = append(w.Missing, "No reviews seen here yet.")
		}
		if c.Trials == 0 {
			w.Missing = append(w.Missing, "No randomised trials seen here yet.")
		}
	}
	if c.Written > 0 {
		w.Also = append(w.Also, count(c.Written, "piece of practice, opinion or news is", "pieces of practice, opinion and news are")+" not counted as studies.")
	}
	if c.Retracted > 0 {
		w.Also = append(w.Also, count(c.Retracted, "piece was retracted and is", "pieces were retracted and are")+" left out.")
	}
	return w
}

// when is the time from which the studies are.
func (c topicCounts) when() string {
	if c.First == c.Last {
		return fmt.Sprintf("from %d", c.First)
	}
	return fmt.Sprintf("since %d", c.First)
}

func (c topicCounts) parts() string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, count(n, one, many))
		}
	}
	add(c.Reviews, "review", "reviews")
	add(c.Trials, "randomised trial", "randomised trials")
	add(c.Compared, "with another comparison group", "with another comparison group")
	others := c.Studies - c.Reviews - c.Trials - c.Compared
	if len(parts) == 0 {
		return "none of them a review, a randomised trial or a comparison of groups"
	}
	add(others, "of another design", "of other designs")
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return parts[0]
}

// designRow is how often a design was seen, with its bar.
type designRow struct {
	Plain, Term string
	Count       int
	Wide        int // of the bar, out of 100
}

// designRows are the designs that were seen, strongest base score first.
func (c topicCounts) designRows() []designRow {
	most := 0
	for _, n := range c.Designs {
		most = max(most, n)
	}
	var rows []designRow
	for _, d := range chalkline.Designs {
		if n := c.Designs[d]; n > 0 {
			rows = append(rows, designRow{Plain: d.Plain(), Term: d.Term(), Count: n, Wide: max(1, 100*n/most)})
		}
	}
	return rows
}

// Open is the topic as other sites show a link to it: Open Graph's description.
func (p topicPage) Open() string {
	return strings.Join(append([]string{p.Words.Lead}, p.Words.Missing...), " ")
}
