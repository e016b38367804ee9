package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"chalkline"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// What a topic's page shows at most.
const (
	topicReviews = 3
	topicStrong  = 5
	topicEffects = 20
)

// topicPage is what is known of a topic so far, by what was seen here.
type topicPage struct {
	Topic   chalkline.Topic
	Group   chalkline.Text
	Words   topicWords
	Designs []designRow
	Years   *yearChart // nil when there is no study
	Effects []effectRow
	Forests []forest
	Reviews []cardView
	Strong  []cardView
	Related []topicLink
	Address string // of this page, for those who pass it on
	Feeds   string // the address of its feeds without their ending

	Follow followState
}

// followState is what a reader said of a topic.
type followState struct{ Reader, Followed, Muted bool }

// topicLink leads to what is known of a topic.
type topicLink struct {
	ID    chalkline.TopicID
	Label string
}

// mostTopicLinks is how many topics of an item are linked from its card.
const mostTopicLinks = 3

// topicLinks lead to the topics of an item, strongest first.
func topicLinks(matches []chalkline.TopicMatch) []topicLink {
	var links []topicLink
	for _, m := range matches {
		if t, ok := topics.Default().Topic(m.Topic); ok && len(links) < mostTopicLinks {
			links = append(links, topicLink{t.ID, t.Label})
		}
	}
	return links
}

// topicOrFeed answers with a topic's page or, where the name has an ending, with
// its feed, which knows no session.
func (s *server) topicOrFeed() http.Handler {
	page, feed := s.page(s.getTopic), s.plain(s.getTopicFeed)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.PathValue("file"), ".") {
			feed.ServeHTTP(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

// topicLife is how long the page of a topic is kept. Of a topic that ten thousand
// items are about it takes 40 ms to make, of one with a thousand about 4 ms.
const topicLife = time.Minute

// topicCache keeps the pages of topics as everybody sees them.
type topicCache struct {
	mu    sync.Mutex
	pages map[chalkline.TopicID]keptTopic
}

type keptTopic struct {
	until time.Time
	page  topicPage
}

// fresh is the page of a topic while it is fresh. Else the caller has to make a new
// one, and meanwhile everybody else goes on with the old one if there is any.
func (c *topicCache) fresh(topic chalkline.TopicID, now time.Time) (topicPage, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.pages[topic]
	if ok && now.Before(kept.until) {
		return kept.page, true
	}
	if ok {
		kept.until = now.Add(topicLife)
		c.pages[topic] = kept
	}
	return topicPage{}, false
}

func (c *topicCache) keep(page topicPage, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pages == nil {
		c.pages = make(map[chalkline.TopicID]keptTopic)
	}
	c.pages[page.Topic.ID] = keptTopic{until, page}
}

// getTopic shows what is known of a topic, to anybody.
func (s *server) getTopic(w http.ResponseWriter, r *http.Request) error {
	topic, err := s.topicOf(r.PathValue("file"))
	if err != nil {
		return err
	}
	now := s.Now()
	page, fresh := s.kept.fresh(topic.ID, now)
	if !fresh {
		if page, err = s.topicNow(r.Context(), topic); err != nil {
			return err
		}
		s.kept.keep(page, now.Add(topicLife))
	}
	if reader, ok := readerOf(r); ok {
		page.Follow.Reader = true
		follows, err := s.DB.Follows(r.Context(), reader.ID)
		if err != nil {
			return err
		}
		for _, f := range follows {
			if isTopic(f, topic.ID) {
				page.Follow.Followed, page.Follow.Muted = page.Follow.Followed || !f.Mute, page.Follow.Muted || f.Mute
			}
		}
	}
	return s.render(w, r, "topic", chalkline.Textf(topic.Label), page)
}

func (s *server) topicOf(id string) (chalkline.Topic, error) {
	topic, ok := s.Topics.Topic(chalkline.TopicID(id))
	if !ok {
		return topic, chalkline.Errorf(chalkline.CodeNotFound, "There is no topic at this address. Topics are kept for good, so perhaps a letter is missing.")
	}
	return topic, nil
}

// topicNow is the page of a topic as everybody sees it.
func (s *server) topicNow(ctx context.Context, topic chalkline.Topic) (topicPage, error) {
	page := topicPage{
		Topic: topic, Group: chalkline.Textf(topic.Group),
		Address: s.Base + "/topics/" + string(topic.ID), Feeds: "/topics/" + string(topic.ID),
	}
	for _, t := range s.Topics.Topics() {
		if t.Group == topic.Group && t.ID != topic.ID {
			page.Related = append(page.Related, topicLink{t.ID, t.Label})
		}
	}
	var (
		stating    map[chalkline.ItemID]bool
		statingErr error
		second     sync.WaitGroup // of a large topic each of the two takes a while
	)
	second.Go(func() { stating, statingErr = s.DB.StatingEffects(ctx, topic.ID) })
	stories, err := s.DB.TopicStories(ctx, topic.ID)
	second.Wait()
	if err := errors.Join(err, statingErr); err != nil {
		return page, err
	}
	studies, known := countStories(stories)
	page.Words, page.Designs = known.words(), known.designRows()
	page.Years = newYearChart(studies, s.Now().UTC().Year())

	var effects []chalkline.ItemID
	for _, t := range studies {
		if stating[t.Item] && len(effects) < topicEffects {
			effects = append(effects, t.Item)
		}
	}
	stated, err := s.DB.StatedEffects(ctx, effects)
	if err != nil {
		return page, err
	}
	page.Effects = effectRows(stated)
	page.Forests = newForests(page.Effects)

	reviews := newest(studies, topicReviews, isReview)
	strong := newest(studies, topicStrong, func(t store.TopicStory) bool { return isStrong(t) && !isReview(t) })
	cards, err := s.DB.CardsByItem(ctx, 0, append(reviews, strong...))
	if err != nil {
		return page, err
	}
	for _, card := range cards {
		v := newCardView(card)
		v.Level = 3
		if slices.Contains(reviews, card.Item.ID) {
			page.Reviews = append(page.Reviews, v)
		} else {
			page.Strong = append(page.Strong, v)
		}
	}
	return page, nil
}

func storyItems(stories []store.TopicStory) []chalkline.ItemID {
	ids := make([]chalkline.ItemID, 0, len(stories))
	for _, t := range stories {
		ids = append(ids, t.Item)
	}
	return ids
}

// newest are the newest stories of a sort, at most limit.
func newest(stories []store.TopicStory, limit int, sort func(store.TopicStory) bool) []chalkline.ItemID {
	var list []store.TopicStory
	for _, t := range stories {
		if sort(t) {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b store.TopicStory) int { return b.At.Compare(a.At) })
	return storyItems(list[:min(limit, len(list))])
}

func isTopic(f chalkline.Follow, topic chalkline.TopicID) bool {
	return f.Kind == chalkline.FollowTopic && f.Value == string(topic)
}

// postTopicFollow follows a topic, or no longer.
func (s *server) postTopicFollow(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	topic, err := s.topicOf(r.PathValue("topic"))
	if err != nil {
		return err
	}
	done := saidFollowed
	if r.PostForm.Get("undo") == "1" {
		done = saidUnfollowed
	}
	err = s.DB.ChangeFollows(r.Context(), reader.ID, func(now []chalkline.Follow) []chalkline.Follow {
		others := slices.DeleteFunc(now, func(f chalkline.Follow) bool { return isTopic(f, topic.ID) })
		if done == saidUnfollowed {
			return others
		}
		return append(others, levelFollow.follow(topic.ID))
	})
	if err != nil {
		return err
	}
	return see(w, r, "/topics/"+string(topic.ID)+"?"+saidParam+"="+string(done))
}
