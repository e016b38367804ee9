package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chalkline"
)

// feedAsk is what the address of a feed asks for behind its question mark.
type feedAsk struct {
	Least   chalkline.Grade     // this grade or better; "" for any
	Topics  []chalkline.TopicID // about one of these; none for any
	Digests bool                // whole digests instead of picks
	Archive int                 // an archive; 0 for what is new
}

// mostAskedTopics is how many topics an address may name.
const mostAskedTopics = 20

// digestForm is the word for whole digests in an address.
const digestForm = "digest"

// feedAskOf reads what an address asks for. Words that are none of ours are passed
// over: programs add their own.
func (s *server) feedAskOf(query url.Values) (ask feedAsk, err error) {
	if ask.Least, err = leastGrade(query["grade"]); err != nil {
		return ask, err
	}
	if ask.Topics, err = s.askedTopics(query["topic"]); err != nil {
		return ask, err
	}
	switch as := query.Get("as"); {
	case as == digestForm:
		ask.Digests = true
	case as != "":
		return ask, chalkline.Errorf(chalkline.CodeInvalid, "A feed has no form %q. It has picks one by one, or with ?as=%s a digest an entry.", chalkline.Cut(as, 40), digestForm)
	}
	if ask.Digests && (ask.Least != "" || len(ask.Topics) > 0) {
		return ask, chalkline.Errorf(chalkline.CodeInvalid, "Digests come whole: leave grade and topic out of the address, or as=%s.", digestForm)
	}
	if archive := query.Get("archive"); archive != "" {
		if ask.Archive, err = strconv.Atoi(archive); err != nil || ask.Archive < 1 || ask.Archive > 1_000_000 {
			return ask, chalkline.Errorf(chalkline.CodeInvalid, "There is no archive %q: archives are numbered from 1, the oldest.", chalkline.Cut(archive, 40))
		}
	}
	return ask, nil
}

// leastGrades are the grades that an address may name.
var leastGrades = []chalkline.Grade{chalkline.GradeA, chalkline.GradeB, chalkline.GradeC, chalkline.GradeD, chalkline.GradeE}

func leastGrade(said []string) (chalkline.Grade, error) {
	if len(said) == 0 || len(said) == 1 && said[0] == "" {
		return "", nil
	}
	least := chalkline.Grade(strings.ToUpper(said[0]))
	if len(said) > 1 || !slices.Contains(leastGrades, least) {
		return "", chalkline.Errorf(chalkline.CodeInvalid,
			"The grade %q cannot be asked for. Name one of A, B, C, D and E: that grade and the better ones come, and what was retracted always does.",
			chalkline.Cut(strings.Join(said, ","), 40))
	}
	return least, nil
}

// askedTopics reads topics, in one list with commas or in several.
func (s *server) askedTopics(said []string) ([]chalkline.TopicID, error) {
	var asked []chalkline.TopicID
	for _, list := range said {
		for name := range strings.SplitSeq(list, ",") {
			id := chalkline.TopicID(strings.ToLower(strings.TrimSpace(name)))
			if id == "" {
				continue
			}
			if _, ok := s.Topics.Topic(id); !ok {
				return nil, s.noTopic(string(id))
			}
			asked = append(asked, id)
		}
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	if len(asked) > mostAskedTopics {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "An address names at most %d topics; these are %d.", mostAskedTopics, len(asked))
	}
	return asked, nil
}

// noTopic says which topic was probably meant, else which there are.
func (s *server) noTopic(name string) error {
	var names []string
	for _, t := range s.Topics.Topics() {
		names = append(names, string(t.ID))
	}
	shown := chalkline.Cut(name, 60)
	if nearest := chalkline.Nearest(name, names); nearest != "" {
		return chalkline.Errorf(chalkline.CodeInvalid, "There is no topic %q. Did you mean %s?", shown, nearest)
	}
	slices.Sort(names)
	return chalkline.Errorf(chalkline.CodeInvalid, "There is no topic %q. The topics are %s.", shown, strings.Join(names, ", "))
}

// grades are the grades that are asked for; none for any.
func (a feedAsk) grades() []chalkline.Grade {
	return leastGrades[:slices.Index(leastGrades, a.Least)+1]
}

// query is what stands behind the address for the same picks in another archive;
// 0 is what is new. It is without the question mark, and equal questions are
// written the same.
func (a feedAsk) query(archive int) string {
	query := url.Values{}
	if a.Least != "" {
		query.Set("grade", string(a.Least))
	}
	for _, t := range a.Topics {
		query.Add("topic", string(t))
	}
	if a.Digests {
		query.Set("as", digestForm)
	}
	if archive > 0 {
		query.Set("archive", strconv.Itoa(archive))
	}
	return query.Encode()
}
