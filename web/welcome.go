package web

import (
	"context"
	"net/http"
	"slices"

	"chalkline"
	"chalkline/digest"
)

// welcomeStep is one of the three questions that a new reader may answer.
type welcomeStep struct {
	Name   string // the end of its address
	Number int
	Title  chalkline.Text
}

// Path is the address of the step, and of the form on it.
func (s welcomeStep) Path() string { return "/welcome/" + s.Name }

var welcomeSteps = []welcomeStep{
	{"topics", 1, chalkline.Textf("What do you want to read about?")},
	{"class", 2, chalkline.Textf("What do you teach, and where?")},
	{"digest", 3, chalkline.Textf("When, and how?")},
}

// welcomeStepOf is the step of that name.
func welcomeStepOf(name string) (welcomeStep, error) {
	n := slices.IndexFunc(welcomeSteps, func(s welcomeStep) bool { return s.Name == name })
	if n < 0 {
		return welcomeStep{}, chalkline.Errorf(chalkline.CodeNotFound, "There is no page at this address.")
	}
	return welcomeSteps[n], nil
}

// welcomePage is a step of the welcome, with what was chosen on it so far.
type welcomePage struct {
	Step  welcomeStep
	Steps int    // how many there are
	Back  string // the step before, "" on the first
	Skip  string // where to go without an answer
	Week  *weekView

	Topics *topicChooser // on the first
	Class  *classForm    // on the second
	How    string        // on the third: mail, feed or both
	Digest *rhythmForm
	Feed   *tokenView
}

// How picks come.
const (
	howMail = "mail"
	howFeed = "feed"
	howBoth = "both"
)

// getWelcome leads to the first step.
func (s *server) getWelcome(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	return see(w, r, welcomeSteps[0].Path())
}

// getWelcomeStep shows a step with what is stored.
func (s *server) getWelcomeStep(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	step, err := welcomeStepOf(r.PathValue("step"))
	if err != nil {
		return err
	}
	page := newWelcomePage(step)
	switch step.Name {
	case "topics":
		follows, err := s.DB.Follows(r.Context(), reader.ID)
		if err != nil {
			return err
		}
		page.Topics = s.newTopicChooser(onWelcome, levelsOf(follows), "", localeOf(r))
	case "class":
		form := s.newClassForm(reader.Class, localeOf(r))
		page.Class = &form
	case "digest":
		breaks, err := s.DB.Breaks(r.Context(), reader)
		if err != nil {
			return err
		}
		form := newRhythmForm(reader, breaks, s.Now())
		page.Digest, page.How = &form, howBoth
		if reader.Schedule.Every == chalkline.Never {
			page.How = howFeed
		}
	}
	return s.renderWelcome(w, r, http.StatusOK, reader, page)
}

// postWelcomeStep stores what was chosen and goes on. What the form asks for
// otherwise (topics that fit a word, the week with these choices) is shown, and
// nothing is stored.
func (s *server) postWelcomeStep(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	step, err := welcomeStepOf(r.PathValue("step"))
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	page := newWelcomePage(step)
	what := r.PathValue("what")
	switch {
	case what != "" && what != "week" && (what != "find" || step.Name != "topics"):
		return chalkline.Errorf(chalkline.CodeNotFound, "There is no page at this address.")
	case step.Name == "topics":
		return s.welcomeTopics(w, r, reader, page, what)
	case step.Name == "class":
		class := s.classIn(r)
		form := s.newClassForm(class, localeOf(r))
		page.Class = &form
		if what == "week" {
			return s.showWeek(w, r, reader, page, weekChoices{class: &class})
		}
		if err := s.DB.SetClass(r.Context(), reader.ID, class); err != nil {
			return err
		}
		return see(w, r, page.Skip)
	}
	return s.welcomeDigest(w, r, reader, page, what)
}

func (s *server) welcomeTopics(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, page welcomePage, what string) error {
	ctx := r.Context()
	before, err := s.DB.Follows(ctx, reader.ID)
	if err != nil {
		return err
	}
	levels := s.levelsIn(r)
	stored := levelsOf(before)
	for topic := range levels { // the form has no levels: those that were chosen elsewhere stay
		if l, ok := stored[topic]; ok {
			levels[topic] = l
		}
	}
	after := s.follows(before, levels)
	switch what {
	case "find", "week":
		page.Topics = s.newTopicChooser(onWelcome, levels, r.PostForm.Get("find"), localeOf(r))
		if what == "week" {
			return s.showWeek(w, r, reader, page, weekChoices{follows: &after})
		}
		if partly(r) {
			return s.renderPart(w, r, http.StatusOK, "topic-chooser", page.Topics, chalkline.Text{})
		}
		return s.renderWelcome(w, r, http.StatusOK, reader, page)
	}
	err = s.DB.ChangeFollows(ctx, reader.ID, func(now []chalkline.Follow) []chalkline.Follow { return s.follows(now, levels) })
	if err != nil {
		return err
	}
	return see(w, r, page.Skip)
}

func (s *server) welcomeDigest(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, page welcomePage, what string) error {
	ctx := r.Context()
	breaks, err := s.DB.Breaks(ctx, reader)
	if err != nil {
		return err
	}
	page.How = r.PostForm.Get("how")
	if page.How != howMail && page.How != howFeed {
		page.How = howBoth
	}
	schedule, form := s.digestIn(r, reader, breaks)
	if page.How == howFeed {
		form.Problems = faults{}
		every := chalkline.Never
		schedule = reader.Schedule
		schedule.Every = every
	}
	page.Digest = &form
	if what == "week" {
		return s.showWeek(w, r, reader, page, weekChoices{schedule: &schedule, problem: len(form.Problems) > 0})
	}
	if len(form.Problems) > 0 {
		return s.renderWelcome(w, r, http.StatusBadRequest, reader, page)
	}
	if schedule != reader.Schedule { // else a digest that is due stays due
		if err := s.DB.SetSchedule(ctx, reader.ID, schedule, digest.Next(schedule, breaks, s.Now())); err != nil {
			return err
		}
	}
	return see(w, r, page.Skip)
}

func newWelcomePage(step welcomeStep) welcomePage {
	page := welcomePage{Step: step, Steps: len(welcomeSteps), Skip: "/picks?" + saidParam + "=" + string(saidReady)}
	if step.Number > 1 {
		page.Back = welcomeSteps[step.Number-2].Path()
	}
	if step.Number < len(welcomeSteps) {
		page.Skip = welcomeSteps[step.Number].Path()
	}
	return page
}

// renderWelcome shows a step. The third has the reader's feed address too.
func (s *server) renderWelcome(w http.ResponseWriter, r *http.Request, status int, reader chalkline.Reader, page welcomePage) error {
	if page.Digest != nil {
		page.Digest.Rhythms = slices.DeleteFunc(slices.Clone(rhythms), func(x rhythm) bool { return x.Every == chalkline.Never })
		if page.Digest.Every == chalkline.Never {
			page.Digest.Every = chalkline.EveryWeek
		}
		feed, err := s.firstFeed(r.Context(), reader.ID)
		if err != nil {
			return err
		}
		page.Feed = feed
	}
	return s.renderStatus(w, r, status, "welcome", page.Step.Title, page)
}

// firstFeed is a reader's first feed address; nil when they have none.
func (s *server) firstFeed(ctx context.Context, reader chalkline.ReaderID) (*tokenView, error) {
	tokens, err := s.DB.Tokens(ctx, reader)
	if err != nil || len(tokens) == 0 {
		return nil, err
	}
	v := s.newTokenView(tokens[0])
	return &v, nil
}
