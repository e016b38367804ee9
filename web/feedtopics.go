package web

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"net/http"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// topicFeedLength is how many items the feed of a topic has.
const topicFeedLength = 40

// getTopicFeed publishes what is new on a topic, for everybody.
func (s *server) getTopicFeed(w http.ResponseWriter, r *http.Request) error {
	name, extension := cutFormat(r.PathValue("file"))
	topic, ok := s.Topics.Topic(chalkline.TopicID(name))
	if !ok || extension == "" {
		return chalkline.Errorf(chalkline.CodeNotFound, "There is no feed at this address. The feed of a topic looks like %s/topics/phonics.rss.", s.Base)
	}
	ask, err := s.feedAskOf(r.URL.Query())
	if err != nil {
		return err
	}
	if ask.Digests || ask.Archive > 0 || len(ask.Topics) > 0 {
		return chalkline.Errorf(chalkline.CodeInvalid, "The feed of a topic takes only a grade, as in ?grade=B: it has neither digests nor archives nor other topics.")
	}
	p, err := s.topicFeed(r.Context(), topic, ask)
	if err != nil {
		return err
	}
	return s.publish(w, r, extension, ask, p)
}

// topicFeed is what is published on a topic.
func (s *server) topicFeed(ctx context.Context, topic chalkline.Topic, ask feedAsk) (published, error) {
	newest, err := s.DB.NewestOnTopic(ctx, topic.ID, ask.grades(), topicFeedLength)
	if err != nil {
		return published{}, err
	}
	ids := make([]chalkline.ItemID, 0, len(newest))
	version, state := feedVersion{At: time.Unix(0, 0)}, fnv.New64a()
	for _, n := range newest {
		ids = append(ids, n.Item)
		if n.Appraised.After(version.At) {
			version.At = n.Appraised
		}
		_ = binary.Write(state, binary.LittleEndian, []int64{int64(n.Item), n.Appraised.UnixMicro()}) // a hash takes everything
	}
	version.Tag = "-" + base64.RawURLEncoding.EncodeToString(state.Sum(nil))
	return published{
		ID: "topic/" + string(topic.ID), Title: narrowed(chalkline.Textf("%s: %s", s.Name, chalkline.Textf(topic.Label)), ask),
		Description: chalkline.Textf("What is new on %s, each piece with the strength of its evidence.", chalkline.Textf(topic.Label)), Language: say.English,
		Path: "/topics/" + string(topic.ID), Page: "/search", Version: version, Hub: true,
		Read: func(ctx context.Context) (feedPart, error) {
			cards, err := s.DB.CardsByItem(ctx, 0, ids)
			return feedPart{Cards: cards}, err
		},
	}, nil
}

// topicFeedLink leads to the feed of a topic.
type topicFeedLink struct{ Label, URL string }

// topicFeedLink is the way to the feed of the topic that words name; nil when they
// name none.
func (s *server) topicFeedLink(words string, locale *say.Locale) *topicFeedLink {
	words = withoutAccents(strings.ToLower(words))
	if words == "" {
		return nil
	}
	for _, t := range s.Topics.Topics() {
		for _, name := range []string{locale.T(t.Label), t.Label, strings.ReplaceAll(string(t.ID), "-", " ")} {
			if name = withoutAccents(strings.ToLower(name)); words == name || strings.HasPrefix(name, words+" ") {
				return &topicFeedLink{t.Label, "/topics/" + string(t.ID) + ".atom"}
			}
		}
	}
	return nil
}
