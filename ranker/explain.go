package ranker

import (
	"fmt"
	"strings"

	"chalkline"
)

// Explain is what an item is worth to a reader, part by part, whether it is
// picked or not, and in words why it is or is not. The pick is zero when the item
// is not among the candidates.
func Explain(r Request, item chalkline.ItemID) (pick chalkline.Pick, verdict chalkline.Text) {
	x := newChoice(r)
	n, ok := x.pool.numbers[item]
	if !ok {
		return chalkline.Pick{}, chalkline.Textf("It is not among what picks are made from: what was found in the last days and has been judged.")
	}
	x.watched = n
	x.choose()
	t := x.score(n)
	verdict = x.passedOver(n)
	for place, chosen := range x.taken {
		if chosen.entry == n {
			t, verdict = chosen, chalkline.Textf("It is picked, as number %d of %d.", place+1, len(x.taken))
		}
	}
	return x.pick(t), chalkline.Joined(" ", append([]chalkline.Text{verdict}, x.notes()...)...)
}

// passedOver says why an entry was not chosen.
func (x *choice) passedOver(n int) chalkline.Text {
	e := &x.pool.entries[n]
	m, unmuted := x.match(e, n)
	wants := x.r.Reader.Wants
	switch {
	case e.candidate.Appraisal.Grade == chalkline.GradeR:
		return chalkline.Textf("It is retracted: it is never picked.")
	case e.grade == 0:
		return chalkline.Textf("It has no grade from A to E: it is never picked.")
	case !unmuted:
		return x.muteWords(e, n)
	case x.given(e):
		return chalkline.Textf("You were given this story before.")
	case e.grade > x.least:
		return chalkline.Textf("You asked for grade %s or better; its grade is %s.", string(wants.Least), string(rune(e.grade)))
	case e.opinion && wants.NoOpinion:
		return chalkline.Textf("You asked for no opinion, discussion or recording.")
	case !x.reads(e):
		return chalkline.Textf("Its language is %s; you asked for %s.", string(e.language[:]), strings.Join(wants.Languages, ", "))
	case x.asked.any && m.sum() == 0:
		return chalkline.Textf("It matches nothing you follow.")
	case !m.worth(e):
		return chalkline.Textf("Match, evidence and freshness come to less than the %v points that are worth your minutes.", enough)
	case !x.passed.IsZero():
		return x.passed
	}
	return chalkline.Textf("What else there is counts more for you, or the day's places and minutes are taken.")
}

// muteWords say what the reader muted, and that it is followed too where it is.
func (x *choice) muteWords(e *entry, n int) chalkline.Text {
	var key chalkline.Follow
	var name chalkline.Text
	if x.asked.sources[e.source] == muted {
		key = chalkline.Follow{Kind: chalkline.FollowSource, Value: fmt.Sprint(e.candidate.Item.SourceID)}
		name = chalkline.Textf("the source %s", e.candidate.Source.Name)
	}
	for i, t := range e.topics {
		if name.IsZero() && x.asked.topics[t.topic] == muted {
			id := e.candidate.Topics[i].Topic
			key = chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(id)}
			name = chalkline.Textf("the topic %s", chalkline.Textf(x.label(id)))
		}
	}
	if name.IsZero() {
		if m := x.asked.marks[n]; m.mutedAuthor != 0 {
			author := x.asked.mutedAuthors[m.mutedAuthor-1].text
			key = chalkline.Follow{Kind: chalkline.FollowAuthor, Value: author}
			name = chalkline.Verbatim(spelling(e.candidate.Item.Authors, author))
		} else {
			query := x.asked.mutedQueries[m.mutedQuery-1].text
			key = chalkline.Follow{Kind: chalkline.FollowQuery, Value: query}
			name = chalkline.Textf("the search “%s”", query)
		}
	}
	if x.asked.both[key] {
		return chalkline.Textf("You mute %s. You follow it too; where both are said, the mute counts.", name)
	}
	return chalkline.Textf("You mute %s.", name)
}

// notes say what is odd about what the reader asked for.
func (x *choice) notes() (notes []chalkline.Text) {
	if zeroed(x.r.Reader.Wants) {
		notes = append(notes, chalkline.Textf("All your weights are zero, so evidence alone counts."))
	}
	if !x.asked.any {
		notes = append(notes, chalkline.Textf("You follow nothing, so picks are chosen for their evidence: %s.", x.nudge()))
	}
	for _, q := range x.asked.queries {
		if len(q.found) > 20 && len(q.found) > len(x.pool.entries)/2 {
			notes = append(notes, chalkline.Textf("Your search “%s” finds %d of %d items: it hardly chooses.", q.text, len(q.found), len(x.pool.entries)))
		}
	}
	return notes
}
