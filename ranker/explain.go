package ranker

import (
	"fmt"
	"strings"

	"chalkline"
)

// Explain is what an item is worth to a reader, part by part, whether it is
// picked or not, and in words why it is or is not. The pick is zero when the item
// is not among the candidates.
func Explain(r Request, item chalkline.ItemID) (pick chalkline.Pick, verdict string) {
	x := newChoice(r)
	n, ok := x.pool.numbers[item]
	if !ok {
		return chalkline.Pick{}, "It is not among what picks are made from: what was found in the last days and has been judged."
	}
	x.watched = n
	x.choose()
	t := x.score(n)
	verdict = x.passedOver(n)
	for place, chosen := range x.taken {
		if chosen.entry == n {
			t, verdict = chosen, fmt.Sprintf("It is picked, as number %d of %d.", place+1, len(x.taken))
		}
	}
	return x.pick(t), strings.Join(append([]string{verdict}, x.notes()...), " ")
}

// passedOver says why an entry was not chosen.
func (x *choice) passedOver(n int) string {
	e := &x.pool.entries[n]
	m, unmuted := x.match(e, n)
	wants := x.r.Reader.Wants
	switch {
	case e.candidate.Appraisal.Grade == chalkline.GradeR:
		return "It is retracted: it is never picked."
	case e.grade == 0:
		return "It has no grade from A to E: it is never picked."
	case !unmuted:
		return x.muteWords(e, n)
	case x.given(e):
		return "You were given this story before."
	case e.grade > x.least:
		return fmt.Sprintf("You asked for grade %s or better; its grade is %c.", wants.Least, e.grade)
	case e.opinion && wants.NoOpinion:
		return "You asked for no opinion, discussion or recording."
	case !x.reads(e):
		return fmt.Sprintf("Its language is %s; you asked for %s.", e.language, strings.Join(wants.Languages, ", "))
	case x.asked.any && m.sum() == 0:
		return "It matches nothing you follow."
	case !m.worth(e):
		return fmt.Sprintf("Match, evidence and freshness come to less than the %v points that are worth your minutes.", enough)
	case x.passed != "":
		return x.passed
	}
	return "What else there is counts more for you, or the day's places and minutes are taken."
}

// muteWords say what the reader muted, and that it is followed too where it is.
func (x *choice) muteWords(e *entry, n int) string {
	var key chalkline.Follow
	name := ""
	if x.asked.sources[e.source] == muted {
		key = chalkline.Follow{Kind: chalkline.FollowSource, Value: fmt.Sprint(e.candidate.Item.SourceID)}
		name = "the source " + e.candidate.Source.Name
	}
	for i, t := range e.topics {
		if name == "" && x.asked.topics[t.topic] == muted {
			id := e.candidate.Topics[i].Topic
			key = chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(id)}
			name = "the topic " + x.label(id)
		}
	}
	if name == "" {
		if m := x.asked.marks[n]; m.mutedAuthor != 0 {
			author := x.asked.mutedAuthors[m.mutedAuthor-1].text
			key = chalkline.Follow{Kind: chalkline.FollowAuthor, Value: author}
			name = spelling(e.candidate.Item.Authors, author)
		} else {
			query := x.asked.mutedQueries[m.mutedQuery-1].text
			key = chalkline.Follow{Kind: chalkline.FollowQuery, Value: query}
			name = fmt.Sprintf("the search “%s”", query)
		}
	}
	if x.asked.both[key] {
		return fmt.Sprintf("You mute %s. You follow it too; where both are said, the mute counts.", name)
	}
	return fmt.Sprintf("You mute %s.", name)
}

// notes say what is odd about what the reader asked for.
func (x *choice) notes() (notes []string) {
	if zeroed(x.r.Reader.Wants) {
		notes = append(notes, "All your weights are zero, so evidence alone counts.")
	}
	if !x.asked.any {
		notes = append(notes, "You follow nothing, so picks are chosen for their evidence: "+x.nudge()+".")
	}
	for _, q := range x.asked.queries {
		if len(q.found) > 20 && len(q.found) > len(x.pool.entries)/2 {
			notes = append(notes, fmt.Sprintf("Your search “%s” finds %d of %d items: it hardly chooses.", q.text, len(q.found), len(x.pool.entries)))
		}
	}
	return notes
}
