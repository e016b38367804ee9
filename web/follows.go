package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

const (
	// maxFollows is how many sources, authors and searches a reader may follow or
	// mute: each search is made anew for every round of picks.
	maxFollows = 100
	// maxName is the length of an author's name in runes.
	maxName = 100
)

// followLine is a follow or mute in words.
type followLine struct {
	Kind  chalkline.FollowKind
	Value string
	Label chalkline.Text
	What  chalkline.Text // the kind in a word
	Mute  bool
}

var followWords = map[chalkline.FollowKind]chalkline.Text{
	chalkline.FollowTopic: chalkline.Textf("topic"), chalkline.FollowQuery: chalkline.Textf("search"), chalkline.FollowAuthor: chalkline.Textf("author"), chalkline.FollowSource: chalkline.Textf("source"),
}

// followLines are the follows that are no topics, and all mutes.
func (s *server) followLines(ctx context.Context, follows []chalkline.Follow) (followed, muted []followLine, err error) {
	for _, f := range follows {
		if f.Kind == chalkline.FollowTopic && !f.Mute {
			continue
		}
		line := followLine{Kind: f.Kind, Value: f.Value, What: followWords[f.Kind], Mute: f.Mute}
		if line.Label, err = s.followLabel(ctx, f); err != nil {
			return nil, nil, err
		}
		if f.Mute {
			muted = append(muted, line)
		} else {
			followed = append(followed, line)
		}
	}
	return followed, muted, nil
}

// followLabel is what a follow names, in a reader's words.
func (s *server) followLabel(ctx context.Context, f chalkline.Follow) (chalkline.Text, error) {
	switch f.Kind {
	case chalkline.FollowTopic:
		if t, ok := s.Topics.Topic(chalkline.TopicID(f.Value)); ok {
			return chalkline.Textf(t.Label), nil
		}
	case chalkline.FollowSource:
		source, err := s.followedSource(ctx, f.Value)
		if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
			return chalkline.Textf("a source that is no longer read"), nil
		}
		return chalkline.Verbatim(say.Line(source.Name)), err
	}
	return chalkline.Verbatim(say.Line(f.Value)), nil
}

func (s *server) followedSource(ctx context.Context, value string) (chalkline.Source, error) {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return chalkline.Source{}, chalkline.Errorf(chalkline.CodeNotFound, "There is no such source.")
	}
	return s.DB.Source(ctx, chalkline.SourceID(id))
}

// sameFollow says that both name the same, followed or muted.
func sameFollow(a, b chalkline.Follow) bool {
	return a.Kind == b.Kind && foldName(a.Value) == foldName(b.Value)
}

func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// contradictions say what is followed and muted at once, and that nothing is left
// where all that is followed is muted.
func (s *server) contradictions(ctx context.Context, follows []chalkline.Follow) ([]chalkline.Text, error) {
	var lines []chalkline.Text
	wanted, left := 0, 0
	for _, f := range follows {
		if f.Mute {
			continue
		}
		wanted++
		if !slices.ContainsFunc(follows, func(m chalkline.Follow) bool { return m.Mute && sameFollow(f, m) }) {
			left++
			continue
		}
		label, err := s.followLabel(ctx, f)
		if err != nil {
			return nil, err
		}
		lines = append(lines, contradiction(f.Kind, label))
	}
	if left == 0 && (wanted > 0 || len(follows) > 0) {
		lines = append(lines, chalkline.Textf("Nothing is left that you follow, so your picks are a general choice: the strongest evidence first, without what you never want shown."))
	}
	return lines, nil
}

// contradiction says that something is followed and muted.
func contradiction(kind chalkline.FollowKind, label chalkline.Text) chalkline.Text {
	switch kind {
	case chalkline.FollowTopic:
		return chalkline.Textf("You follow the topic %s and never want it shown. Where both are said, it is never shown.", label)
	case chalkline.FollowQuery:
		return chalkline.Textf("You follow the search %s and never want it shown. Where both are said, it is never shown.", label)
	case chalkline.FollowAuthor:
		return chalkline.Textf("You follow the author %s and never want it shown. Where both are said, it is never shown.", label)
	}
	return chalkline.Textf("You follow the source %s and never want it shown. Where both are said, it is never shown.", label)
}

// postFollow has a source, author or search followed, or never shown. It takes
// the place of what was said of it before.
func (s *server) postFollow(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	ctx := r.Context()
	f := followIn(r)
	back := followBack(r.PostForm.Get("back"))
	follows, err := s.DB.Follows(ctx, reader.ID)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(follows), func(o chalkline.Follow) bool { return sameFollow(o, f) })
	err = s.checkFollow(ctx, f, others)
	if chalkline.ErrorCode(err) == chalkline.CodeInvalid && back.Path == "/topics" {
		page, pageErr := s.newTopicsPage(ctx, follows, s.newTopicChooser(onTopics, levelsOf(follows), "", localeOf(r)), reader.Schedule)
		if pageErr != nil {
			return pageErr
		}
		page.Add = addForm{Follow: f, Problem: chalkline.ErrorText(err).Upper()}
		return s.renderStatus(w, r, http.StatusBadRequest, "topics", chalkline.Textf("Your topics"), page)
	}
	if err != nil {
		return err
	}
	err = s.DB.ChangeFollows(ctx, reader.ID, func(now []chalkline.Follow) []chalkline.Follow {
		return append(slices.DeleteFunc(now, func(o chalkline.Follow) bool { return sameFollow(o, f) }), f)
	})
	if err != nil {
		return err
	}
	done := saidFollowed
	switch {
	case f.Mute:
		done = saidMuted
	case f.Kind == chalkline.FollowQuery:
		done = saidSearch
	}
	return see(w, r, tell(back, done))
}

// postUnfollow takes back a follow or a mute.
func (s *server) postUnfollow(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := followIn(r)
	err := s.DB.ChangeFollows(r.Context(), reader.ID, func(now []chalkline.Follow) []chalkline.Follow {
		return slices.DeleteFunc(now, func(o chalkline.Follow) bool { return sameFollow(o, f) && o.Mute == f.Mute })
	})
	if err != nil {
		return err
	}
	done := saidUnfollowed
	if f.Mute {
		done = saidUnmuted
	}
	return see(w, r, tell(followBack(r.PostForm.Get("back")), done))
}

func followIn(r *http.Request) chalkline.Follow {
	return chalkline.Follow{
		Kind: chalkline.FollowKind(r.PostForm.Get("kind")), Value: strings.Join(strings.Fields(r.PostForm.Get("value")), " "),
		Weight: 1, Mute: r.PostForm.Get("mute") == "1",
	}
}

// checkFollow says what is wrong with a follow beside the others of a reader.
func (s *server) checkFollow(ctx context.Context, f chalkline.Follow, others []chalkline.Follow) error {
	n := 0
	for _, o := range others {
		if o.Kind != chalkline.FollowTopic {
			n++
		}
	}
	if n >= maxFollows {
		return chalkline.Errorf(chalkline.CodeInvalid, "You follow or mute %d sources, authors and searches, which is as many as there can be. Please remove one first.", n)
	}
	switch f.Kind {
	case chalkline.FollowSource:
		_, err := s.followedSource(ctx, f.Value)
		return err
	case chalkline.FollowAuthor:
		if f.Value == "" {
			return chalkline.Errorf(chalkline.CodeInvalid, "Please write the author's name.")
		}
		if f.Value != chalkline.Cut(f.Value, maxName) {
			return chalkline.Errorf(chalkline.CodeInvalid, "A name has at most %d characters.", maxName)
		}
		return nil
	case chalkline.FollowQuery:
		return store.CheckQuery(f.Value)
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "Please say whether it is a source, an author or a search.")
}

// followBack reads where a form about a follow came from: an evidence card, a
// search or the topics. Anything else leads to the topics.
func followBack(address string) *url.URL {
	u, err := url.Parse(address)
	ours := err == nil && u.Scheme == "" && u.Host == "" && u.Opaque == "" && u.User == nil
	switch {
	case ours && u.Path == "/search":
		return &url.URL{Path: u.Path, RawQuery: u.RawQuery}
	case ours && strings.HasPrefix(u.Path, "/items/"):
		if id, err := strconv.ParseInt(strings.TrimPrefix(u.Path, "/items/"), 10, 64); err == nil && id > 0 {
			return &url.URL{Path: fmt.Sprintf("/items/%d", id)}
		}
	}
	return &url.URL{Path: "/topics"}
}

// tell is an address of ours that also says what was done.
func tell(place *url.URL, what said) string {
	u := *place
	query := u.Query()
	query.Set(saidParam, string(what))
	u.RawQuery = query.Encode()
	return u.String()
}
