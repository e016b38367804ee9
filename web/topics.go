package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
)

// topicsPage is the form for what a reader follows and when the digest comes.
type topicsPage struct {
	Chooser  *topicChooser
	Schedule chalkline.Schedule
	Zone     zoneChoice
	Days     []time.Weekday
	Hours    []int
	Problem  chalkline.Text // with the schedule; zero when there is none
	First    bool           // nothing was chosen yet

	Odd      []chalkline.Text // what is followed and muted at once
	Followed []followLine
	Muted    []followLine
	Add      addForm
}

// addForm adds an author or a search.
type addForm struct {
	chalkline.Follow

	Problem chalkline.Text
}

// level is how much a reader wants of a topic.
type level string

// The levels.
const (
	levelFollow level = "follow"
	levelLittle level = "little"
	levelNever  level = "never"
)

// The weights of the levels. A follow counts in full: nobody who only ticked a
// topic ever said less.
const (
	weightFollow = 1.0
	weightLittle = 0.5
)

// levelOf is the level that is nearest to a stored follow.
func levelOf(f chalkline.Follow) level {
	switch {
	case f.Mute:
		return levelNever
	case f.Weight > 0 && f.Weight < (weightFollow+weightLittle)/2:
		return levelLittle
	}
	return levelFollow
}

// follow is a topic followed at that level.
func (l level) follow(topic chalkline.TopicID) chalkline.Follow {
	f := chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(topic), Weight: weightFollow, Mute: l == levelNever}
	if l == levelLittle {
		f.Weight = weightLittle
	}
	return f
}

// levelsOf are the levels of topics by what is stored. A mute counts where a
// topic is followed too.
func levelsOf(follows []chalkline.Follow) map[chalkline.TopicID]level {
	levels := map[chalkline.TopicID]level{}
	for _, f := range follows {
		if topic := chalkline.TopicID(f.Value); f.Kind == chalkline.FollowTopic && levels[topic] != levelNever {
			levels[topic] = levelOf(f)
		}
	}
	return levels
}

// weekdays start as a school week does.
var weekdays = []time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

// getTopics shows what the reader follows.
func (s *server) getTopics(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	follows, err := s.DB.Follows(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	chooser := s.newTopicChooser(onTopics, levelsOf(follows), r.URL.Query().Get("q"), localeOf(r))
	page, err := s.newTopicsPage(r.Context(), follows, chooser, reader.Schedule)
	if err != nil {
		return err
	}
	return s.render(w, r, "topics", chalkline.Textf("Your topics"), page)
}

// postTopicsFind shows the form with the topics on top that fit a word, and all
// that was ticked. Nothing is stored.
func (s *server) postTopicsFind(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	chooser := s.newTopicChooser(onTopics, s.levelsIn(r), r.PostForm.Get("find"), localeOf(r))
	if partly(r) {
		return s.renderPart(w, r, http.StatusOK, "topic-chooser", chooser, chalkline.Text{})
	}
	follows, err := s.DB.Follows(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	schedule, _ := scheduleIn(r, reader.Schedule) // what is wrong with it is said when it is sent
	page, err := s.newTopicsPage(r.Context(), follows, chooser, schedule)
	if err != nil {
		return err
	}
	return s.render(w, r, "topics", chalkline.Textf("Your topics"), page)
}

// postTopics stores the topics and the schedule.
func (s *server) postTopics(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	ctx := r.Context()
	levels := s.levelsIn(r)
	schedule, err := scheduleIn(r, reader.Schedule)
	if err != nil {
		follows, followsErr := s.DB.Follows(ctx, reader.ID)
		if followsErr != nil {
			return followsErr
		}
		page, pageErr := s.newTopicsPage(ctx, follows, s.newTopicChooser(onTopics, levels, "", localeOf(r)), schedule)
		if pageErr != nil {
			return pageErr
		}
		page.Problem = chalkline.ErrorText(err).Upper()
		return s.renderStatus(w, r, http.StatusBadRequest, "topics", chalkline.Textf("Your topics"), page)
	}
	first := false
	err = s.DB.ChangeFollows(ctx, reader.ID, func(now []chalkline.Follow) []chalkline.Follow {
		after := s.follows(now, levels)
		first = len(now) == 0 && len(after) > 0
		return after
	})
	if err != nil {
		return err
	}
	if err := s.keepSchedule(ctx, reader, schedule); err != nil {
		return err
	}
	if first {
		return see(w, r, "/picks")
	}
	return see(w, r, "/topics?"+saidParam+"="+string(saidSaved))
}

// newTopicsPage is the page of a reader with those follows, whose form has the
// chooser.
func (s *server) newTopicsPage(ctx context.Context, follows []chalkline.Follow, chooser *topicChooser, schedule chalkline.Schedule) (topicsPage, error) {
	page := topicsPage{Chooser: chooser, Schedule: schedule, Zone: newZoneChoice(schedule.Zone), Days: weekdays, First: len(follows) == 0}
	for hour := range 24 {
		page.Hours = append(page.Hours, hour)
	}
	var err error
	if page.Odd, err = s.contradictions(ctx, follows); err != nil {
		return page, err
	}
	page.Followed, page.Muted, err = s.followLines(ctx, follows)
	return page, err
}

// levelsIn reads the topics of a form: those that are ticked, with their level.
// Topics that are not known are passed over.
func (s *server) levelsIn(r *http.Request) map[chalkline.TopicID]level {
	levels := map[chalkline.TopicID]level{}
	for _, t := range s.Topics.Topics() {
		if !slices.Contains(r.PostForm["topic"], string(t.ID)) {
			continue
		}
		levels[t.ID] = levelFollow
		switch l := level(r.PostForm.Get("level-" + string(t.ID))); l {
		case levelLittle, levelNever:
			levels[t.ID] = l
		}
	}
	return levels
}

// follows are the reader's follows with the topics at those levels. What the form
// does not show (searches, authors, sources) stays, and so does a weight that the
// level fits.
func (s *server) follows(before []chalkline.Follow, levels map[chalkline.TopicID]level) []chalkline.Follow {
	var after []chalkline.Follow
	known := make(map[chalkline.TopicID]chalkline.Follow)
	for _, f := range before {
		topic := chalkline.TopicID(f.Value)
		switch {
		case f.Kind != chalkline.FollowTopic:
			after = append(after, f)
		case levels[topic] == levelOf(f):
			known[topic] = f
		}
	}
	for _, t := range s.Topics.Topics() {
		level, ticked := levels[t.ID]
		if !ticked {
			continue
		}
		f, ok := known[t.ID]
		if !ok {
			f = level.follow(t.ID)
		}
		after = append(after, f)
	}
	return after
}

// scheduleIn reads the schedule of a form, and says what is wrong with it. What
// the form does not have stays as it is stored.
func scheduleIn(r *http.Request, schedule chalkline.Schedule) (chalkline.Schedule, error) {
	if !r.PostForm.Has("every") {
		return schedule, nil
	}
	day, dayErr := strconv.Atoi(r.PostForm.Get("day"))
	hour, hourErr := strconv.Atoi(r.PostForm.Get("hour"))
	schedule.Every, schedule.Zone = chalkline.Every(r.PostForm.Get("every")), r.PostForm.Get("zone")
	schedule.Weekday, schedule.Hour = time.Weekday(day), hour
	if dayErr != nil || hourErr != nil {
		return schedule, chalkline.Errorf(chalkline.CodeInvalid, "please choose a day and an hour for the digest")
	}
	return schedule, schedule.Validate()
}
