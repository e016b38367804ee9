package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"chalkline"
)

// topicsJSON are all topics.
type topicsJSON struct {
	Data []topicEntryJSON `json:"data"`
}

type topicEntryJSON struct {
	ID    chalkline.TopicID `json:"id"`
	Label string            `json:"label"`
	Group string            `json:"group"`
	Feed  string            `json:"feed"` // of what is new on it
}

// apiTopics lists the topics.
func (s *server) apiTopics(r *http.Request, _ chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	list := topicsJSON{Data: []topicEntryJSON{}}
	for _, t := range s.Topics.Topics() {
		list.Data = append(list.Data, topicEntryJSON{t.ID, t.Label, t.Group, s.Base + "/topics/" + string(t.ID) + ".atom"})
	}
	return list, nil
}

// followsJSON are all that a reader follows or mutes.
type followsJSON struct {
	Follows []followJSON `json:"follows"`
}

// followJSON is one of them.
type followJSON struct {
	Kind   chalkline.FollowKind `json:"kind"`
	Value  string               `json:"value"`
	Weight float64              `json:"weight"` // over 0, at most 1; 1 when left out
	Mute   bool                 `json:"mute"`
}

func newFollowsJSON(follows []chalkline.Follow) followsJSON {
	v := followsJSON{Follows: []followJSON{}}
	for _, f := range follows {
		v.Follows = append(v.Follows, followJSON{f.Kind, f.Value, f.Weight, f.Mute})
	}
	return v
}

// apiFollows lists what the reader follows.
func (s *server) apiFollows(r *http.Request, reader chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	follows, err := s.DB.Follows(r.Context(), reader.ID)
	return newFollowsJSON(follows), err
}

// apiSetFollows replaces what the reader follows.
func (s *server) apiSetFollows(r *http.Request, reader chalkline.Reader) (any, error) {
	var sent followsJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	if sent.Follows == nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "The field \"follows\" is missing. Send [] to follow nothing.")
	}
	var follows []chalkline.Follow
	for n, one := range sent.Follows {
		f := chalkline.Follow{Kind: one.Kind, Value: strings.Join(strings.Fields(one.Value), " "), Weight: one.Weight, Mute: one.Mute}
		if f.Weight == 0 {
			f.Weight = 1
		}
		if err := s.checkSentFollow(r.Context(), f, follows); err != nil {
			if code := chalkline.ErrorCode(err); code == chalkline.CodeInvalid || code == chalkline.CodeNotFound {
				return nil, chalkline.Errorf(chalkline.CodeInvalid, "In follows[%d]: %s", n, chalkline.ErrorMessage(err))
			}
			return nil, err
		}
		follows = append(follows, f)
	}
	err := s.DB.ChangeFollows(r.Context(), reader.ID, func([]chalkline.Follow) []chalkline.Follow { return follows })
	return newFollowsJSON(follows), err
}

// checkSentFollow says what is wrong with a follow beside those before it.
func (s *server) checkSentFollow(ctx context.Context, f chalkline.Follow, before []chalkline.Follow) error {
	if !(f.Weight > 0 && f.Weight <= 1) {
		return chalkline.Errorf(chalkline.CodeInvalid, "A weight is over 0 and at most 1, not %v.", f.Weight)
	}
	if slices.ContainsFunc(before, func(o chalkline.Follow) bool { return sameFollow(o, f) && o.Mute == f.Mute }) {
		return chalkline.Errorf(chalkline.CodeInvalid, "The %s %q is there twice.", f.Kind, chalkline.Cut(f.Value, 60))
	}
	if f.Kind != chalkline.FollowTopic {
		if _, known := followWords[f.Kind]; !known {
			return chalkline.Errorf(chalkline.CodeInvalid, "The kind is topic, query, author or source, not %q.", chalkline.Cut(fmt.Sprint(f.Kind), 20))
		}
		return s.checkFollow(ctx, f, before)
	}
	if _, ok := s.Topics.Topic(chalkline.TopicID(f.Value)); !ok {
		return s.noTopic(f.Value)
	}
	return nil
}
