package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest"
)

// topicsPage is the form for what a reader follows and when the digest comes.
type topicsPage struct {
	Groups   []topicGroup
	Schedule chalkline.Schedule
	Zone     zoneChoice
	Days     []time.Weekday
	Hours    []int
	Problem  string // with the schedule; "" when there is none
	First    bool   // nothing was chosen yet
}

// topicGroup is a heading of the topic list with its boxes.
type topicGroup struct {
	Label  string
	Topics []topicBox
}

type topicBox struct {
	chalkline.Topic
	Ticked bool
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
	var ticked []string
	for _, f := range follows {
		if f.Kind == chalkline.FollowTopic && !f.Mute {
			ticked = append(ticked, f.Value)
		}
	}
	page := s.newTopicsPage(ticked, reader.Schedule)
	page.First = len(follows) == 0
	return s.render(w, r, "topics", "Your topics", page)
}

// postTopics stores both halves of the form.
func (s *server) postTopics(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	ctx := r.Context()
	ticked := r.PostForm["topic"]
	schedule, err := scheduleIn(r)
	if err != nil {
		page := s.newTopicsPage(ticked, schedule)
		page.Problem = chalkline.ErrorMessage(err)
		return s.renderStatus(w, r, http.StatusBadRequest, "topics", "Your topics", page)
	}
	before, err := s.DB.Follows(ctx, reader.ID)
	if err != nil {
		return err
	}
	if err := s.DB.SetFollows(ctx, reader.ID, s.follows(before, ticked)); err != nil {
		return err
	}
	if schedule != reader.Schedule { // else a digest that is due stays due
		if err := s.DB.SetSchedule(ctx, reader.ID, schedule, digest.Next(schedule, s.Now())); err != nil {
			return err
		}
	}
	if len(before) == 0 && len(ticked) > 0 {
		return see(w, r, "/picks")
	}
	return see(w, r, "/topics?"+saidParam+"="+string(saidSaved))
}

func (s *server) newTopicsPage(ticked []string, schedule chalkline.Schedule) topicsPage {
	page := topicsPage{Schedule: schedule, Zone: newZoneChoice(schedule.Zone), Days: weekdays}
	for hour := range 24 {
		page.Hours = append(page.Hours, hour)
	}
	at := make(map[string]int) // group label -> its place
	for _, t := range s.Topics.Topics() {
		i, ok := at[t.Group]
		if !ok {
			i = len(page.Groups)
			at[t.Group] = i
			page.Groups = append(page.Groups, topicGroup{Label: t.Group})
		}
		page.Groups[i].Topics = append(page.Groups[i].Topics, topicBox{Topic: t, Ticked: slices.Contains(ticked, string(t.ID))})
	}
	return page
}

// follows are the reader's follows with the topics replaced by the ticked ones.
// What the form does not show (queries, authors, sources, mutes, weights) stays.
func (s *server) follows(before []chalkline.Follow, ticked []string) []chalkline.Follow {
	var after []chalkline.Follow
	known := make(map[string]chalkline.Follow)
	for _, f := range before {
		switch {
		case f.Kind != chalkline.FollowTopic:
			after = append(after, f)
		case f.Mute && !slices.Contains(ticked, f.Value):
			after = append(after, f)
		case !f.Mute:
			known[f.Value] = f
		}
	}
	for _, t := range s.Topics.Topics() { // unknown values in the form are passed over
		value := string(t.ID)
		if !slices.Contains(ticked, value) {
			continue
		}
		f, ok := known[value]
		if !ok {
			f = chalkline.Follow{Kind: chalkline.FollowTopic, Value: value, Weight: 1}
		}
		after = append(after, f)
	}
	return after
}

// scheduleIn reads the schedule of a form, and says what is wrong with it.
func scheduleIn(r *http.Request) (chalkline.Schedule, error) {
	day, dayErr := strconv.Atoi(r.PostForm.Get("day"))
	hour, hourErr := strconv.Atoi(r.PostForm.Get("hour"))
	schedule := chalkline.Schedule{
		Every: chalkline.Every(r.PostForm.Get("every")), Weekday: time.Weekday(day), Hour: hour, Zone: r.PostForm.Get("zone"),
	}
	if dayErr != nil || hourErr != nil {
		return schedule, chalkline.Errorf(chalkline.CodeInvalid, "please choose a day and an hour for the digest")
	}
	return schedule, schedule.Validate()
}
