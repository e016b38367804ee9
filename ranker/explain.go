package ranker

import (
	"fmt"
	"strings"

	"chalkline"
)

// Explain is what an item that was not picked is worth to a reader, part by part,
// and in words why it was not. The pick is zero when the item is not among the
// candidates, or of what is never picked.
//
// The request is that of the choice in which the item was passed over. Of its
// candidates the item and those that were picked are enough, and every other one
// changes nothing: what is taken off for picks alike and what bars an item depends
// on what was taken before it, so without what was passed over a choice goes the
// same way.
func Explain(r Request, item chalkline.ItemID) (pick chalkline.Pick, verdict chalkline.Text) {
	x := newChoice(r)
	n, ok := x.pool.numbers[item]
	if !ok {
		return chalkline.Pick{}, chalkline.Textf("It is not among what picks are made from: what was found in the last days and has been judged.")
	}
	x.watched = n
	x.choose()
	verdict = x.passedOver(n)
	if x.pool.entries[n].grade == 0 {
		return chalkline.Pick{}, verdict
	}
	return x.pick(x.score(n)), chalkline.Joined(" ", append([]chalkline.Text{verdict}, x.notes()...)...)
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
	case len(x.taken) == len(x.pool.entries) && !x.taken[len(x.taken)-1].outside: // it would be picked beside all that was, none of which another had to make way for
		return chalkline.Textf("Not yet: it came, was judged or began to fit what you ask for after your last picks were made. It may be among the next.")
	}
	return chalkline.Textf("What else there is counts more for you, or the day's places and minutes are taken.")
}

// muteWords say what the reader muted, and that it is followed too where it is.
func (x *choice) muteWords(e *entry, n int) chalkline.Text {
	var key chalkline.Follow
	var name chalkline.Text
	if x.asked.sources[e.source] == muted {
		key = chalkline.Follow{Kind: chalkline.FollowSource, Value: fmt.Sprint(e.candidate.Item.SourceID)}
		name = chalkline.Textf("the source %s", e.candidate.SourceName)
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
	if len(x.pool.entries) > 1 {
		notes = append(notes, chalkline.Textf("Its points are those of %s, when your last picks were made.", chalkline.Moment{At: x.r.Now.UTC(), Layout: "2 January 2006"}))
	}
	if zeroed(x.r.Reader.Wants) {
		notes = append(notes, chalkline.Textf("All your weights are zero, so evidence alone counts."))
	}
	if !x.asked.any {
		notes = append(notes, chalkline.Textf("You follow nothing, so picks are chosen for their evidence: %s.", x.nudge()))
	}
	for _, q := range x.asked.queries {
		if found := x.r.Breadth[q.text]; found > 50 {
			notes = append(notes, chalkline.Textf("Your search “%s” finds %d of the 100 newest items: it hardly chooses.", q.text, found))
		}
	}
	return notes
}
