package web

import (
	"chalkline"
	"chalkline/digest/say"
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
	Lead    chalkline.Text   // "41 studies here since 2019: 3 reviews, 12 trials and 26 others."
	Also    []chalkline.Text // what else there is to say, a sentence each
	Missing []chalkline.Text // what was not seen, a sentence each
}

func (c topicCounts) words() topicWords {
	var w topicWords
	if c.Studies == 0 {
		w.Lead = chalkline.Textf("No study on this has been seen here yet.")
	} else {
		w.Lead = c.lead()
		switch c.Strong {
		case 0:
			w.Missing = append(w.Missing, chalkline.Textf("No strong or good evidence (grade A or B) seen here yet."))
		case c.Studies:
			w.Also = append(w.Also, chalkline.Textf("All of it is strong or good evidence (grade A or B)."))
		default:
			w.Also = append(w.Also, chalkline.Counted(c.Strong, "%s of them is strong or good evidence (grade A or B).", "%s of them are strong or good evidence (grade A or B)."))
		}
		if c.Reviews == 0 {
			w.Missing = append(w.Missing, chalkline.Textf("No reviews seen here yet."))
		}
		if c.Trials == 0 {
			w.Missing = append(w.Missing, chalkline.Textf("No randomised trials seen here yet."))
		}
	}
	if c.Written > 0 {
		w.Also = append(w.Also, chalkline.Counted(c.Written, "%s piece of practice, opinion or news is not counted as studies.", "%s pieces of practice, opinion and news are not counted as studies."))
	}
	if c.Retracted > 0 {
		w.Also = append(w.Also, chalkline.Counted(c.Retracted, "%s piece was retracted and is left out.", "%s pieces were retracted and are left out."))
	}
	return w
}

// lead is how many studies there are, since when and of which sorts.
func (c topicCounts) lead() chalkline.Text {
	if c.First == c.Last {
		return chalkline.Counted(c.Studies, "%s study here from %d: %s.", "%s studies here from %d: %s.", c.First, c.parts())
	}
	return chalkline.Counted(c.Studies, "%s study here since %d: %s.", "%s studies here since %d: %s.", c.First, c.parts())
}

func (c topicCounts) parts() chalkline.Text {
	var parts []chalkline.Text
	add := func(n int, text chalkline.Text) {
		if n > 0 {
			parts = append(parts, text)
		}
	}
	add(c.Reviews, chalkline.Counted(c.Reviews, "%s review", "%s reviews"))
	add(c.Trials, chalkline.Counted(c.Trials, "%s randomised trial", "%s randomised trials"))
	add(c.Compared, chalkline.Counted(c.Compared, "%s with another comparison group", "%s with another comparison group"))
	others := c.Studies - c.Reviews - c.Trials - c.Compared
	if len(parts) == 0 {
		return chalkline.Textf("none of them a review, a randomised trial or a comparison of groups")
	}
	add(others, chalkline.Counted(others, "%s of another design", "%s of other designs"))
	return chalkline.Listed(parts...)
}

// designRow is how often a design was seen, with its bar.
type designRow struct {
	Plain, Term chalkline.Text
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
			rows = append(rows, designRow{Plain: say.Plain(d), Term: say.Term(d), Count: n, Wide: max(1, 100*n/most)})
		}
	}
	return rows
}

// Open is the topic as other sites show a link to it: Open Graph's description.
func (p topicPage) Open() chalkline.Text {
	return chalkline.Joined(" ", append([]chalkline.Text{p.Words.Lead}, p.Words.Missing...)...)
}
