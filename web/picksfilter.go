package web

import (
	"net/url"
	"slices"
	"strconv"

	"chalkline"
	"chalkline/store"
)

// picksFilter is which picks a reader wants to see. It is an address, so that it
// can be kept and passed on; the zero value is all of them.
type picksFilter struct {
	Least      chalkline.Grade // the weakest grade
	Topic      chalkline.TopicID
	What       string // a key of filterKinds
	Unanswered bool   // neither useful nor not for them nor saved
	Free       bool   // free to read
	Minutes    int    // at most; what has an unknown length is left out
}

// filterKinds are the sorts of picks that can be asked for, by their name in an
// address.
var filterKinds = map[string]func(f store.PickFacts) bool{
	"reviews": func(f store.PickFacts) bool {
		return slices.Contains([]chalkline.Design{chalkline.DesignMA, chalkline.DesignUmbrella, chalkline.DesignSR, chalkline.DesignLR}, f.Design)
	},
	"trials": func(f store.PickFacts) bool {
		return f.Kind == chalkline.KindResearch && slices.Contains([]chalkline.Design{chalkline.DesignCRCT, chalkline.DesignRCT}, f.Design)
	},
	"practice": func(f store.PickFacts) bool { return f.Kind == chalkline.KindPractice },
}

// readFilter reads the filter that an address asks for.
func (s *server) readFilter(query url.Values) (picksFilter, error) {
	f := picksFilter{
		Least: chalkline.Grade(query.Get("grade")), Topic: chalkline.TopicID(query.Get("topic")), What: query.Get("what"),
		Unanswered: query.Get("unanswered") == "1", Free: query.Get("free") == "1",
	}
	if f.Least != "" && (len(f.Least) != 1 || f.Least < chalkline.GradeA || f.Least > chalkline.GradeE) {
		return f, chalkline.Errorf(chalkline.CodeInvalid, "Picks can be filtered by the grades A to E.")
	}
	if _, known := s.Topics.Topic(f.Topic); f.Topic != "" && !known {
		return f, chalkline.Errorf(chalkline.CodeInvalid, "Picks cannot be filtered by that topic: it is not in the list of topics.")
	}
	if filterKinds[f.What] == nil && f.What != "" {
		return f, chalkline.Errorf(chalkline.CodeInvalid, "Picks can be filtered by reviews, trials or practice.")
	}
	if text := query.Get("minutes"); text != "" {
		minutes, ok := idOf(text)
		if !ok || minutes > 120 {
			return f, chalkline.Errorf(chalkline.CodeInvalid, "Picks can be filtered by 1 to 120 minutes.")
		}
		f.Minutes = int(minutes)
	}
	return f, nil
}

// on says whether the filter leaves anything out.
func (f picksFilter) on() bool { return f != picksFilter{} }

// withTopic are topics with the one that is asked for.
func (f picksFilter) withTopic(topics []chalkline.TopicID) []chalkline.TopicID {
	if f.Topic == "" || slices.Contains(topics, f.Topic) {
		return topics
	}
	return append(slices.Clone(topics), f.Topic)
}

// fits says whether a pick is wanted.
func (f picksFilter) fits(p store.PickFacts) bool {
	switch {
	case f.Least != "" && (p.Grade < chalkline.GradeA || p.Grade > f.Least):
	case f.Topic != "" && !slices.Contains(p.Topics, f.Topic):
	case f.What != "" && !filterKinds[f.What](p):
	case f.Unanswered && p.Answered:
	case f.Free && !p.Free:
	case f.Minutes > 0 && (p.Minutes == 0 || p.Minutes > f.Minutes):
	default:
		return true
	}
	return false
}

// count is how many picks fit.
func (f picksFilter) count(facts []store.PickFacts) int {
	n := 0
	for _, p := range facts {
		if f.fits(p) {
			n++
		}
	}
	return n
}

// choose are the first picks that fit after the one that ends the page before.
func (f picksFilter) choose(facts []store.PickFacts, before chalkline.PickID, limit int) []chalkline.PickID {
	if before != 0 {
		from := slices.IndexFunc(facts, func(p store.PickFacts) bool { return p.Pick == before }) + 1
		if from == 0 { // it was hidden since, or is older than what filters look at
			from = slices.IndexFunc(facts, func(p store.PickFacts) bool { return p.Pick < before })
		}
		if from < 0 {
			return nil
		}
		facts = facts[from:]
	}
	var chosen []chalkline.PickID
	for _, p := range facts {
		if len(chosen) < limit && f.fits(p) {
			chosen = append(chosen, p.Pick)
		}
	}
	return chosen
}

// address is where a page of the picks that fit is.
func (f picksFilter) address(before chalkline.PickID) string {
	query := url.Values{}
	set := func(name, value string, on bool) {
		if on {
			query.Set(name, value)
		}
	}
	set("grade", string(f.Least), f.Least != "")
	set("topic", string(f.Topic), f.Topic != "")
	set("what", f.What, f.What != "")
	set("unanswered", "1", f.Unanswered)
	set("free", "1", f.Free)
	set("minutes", strconv.Itoa(f.Minutes), f.Minutes > 0)
	set("before", strconv.FormatInt(int64(before), 10), before != 0)
	if len(query) == 0 {
		return "/picks"
	}
	return "/picks?" + query.Encode()
}
