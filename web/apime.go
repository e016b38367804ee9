package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/digest/say"
	"chalkline/store"
)

// meJSON is a reader with their settings.
type meJSON struct {
	Email      string         `json:"email"`
	Role       chalkline.Role `json:"role"`
	Since      time.Time      `json:"since"`
	Class      classJSON      `json:"class"`
	Wants      wantsJSON      `json:"wants"`
	Schedule   scheduleJSON   `json:"schedule"`
	NextPicks  *time.Time     `json:"next_picks"`
	NextDigest *time.Time     `json:"next_digest"` // null for never
	MailError  string         `json:"mail_error"`  // why mail stopped; "" while it works
	Token      tokenKnownJSON `json:"token"`
}

// tokenKnownJSON is what a program may know of its token.
type tokenKnownJSON struct {
	Name   string `json:"name"`
	Writes bool   `json:"writes"`
}

// classJSON is what and where a reader teaches.
type classJSON struct {
	Phases   []chalkline.Phase   `json:"phases"`
	Subjects []chalkline.TopicID `json:"subjects"`
	Country  string              `json:"country"`
}

// wantsJSON is how a reader wants picks to be made.
type wantsJSON struct {
	Minutes   int                            `json:"minutes"`
	Least     chalkline.Grade                `json:"least"`
	NoOpinion bool                           `json:"no_opinion"`
	Languages []string                       `json:"languages"`
	Weights   map[chalkline.PartName]float64 `json:"weights"`
	Alone     bool                           `json:"alone"`
}

// scheduleJSON is when a reader's digest comes. Days are named, as "monday".
type scheduleJSON struct {
	Every   chalkline.Every `json:"every"`
	Weekday string          `json:"weekday"` // for weekly
	Days    []string        `json:"days"`    // for days
	Hour    int             `json:"hour"`
	Zone    string          `json:"zone"`
	Minutes int             `json:"minutes"` // 0 is as the rhythm asks for
}

// apiMe tells a program who it asks for.
func (s *server) apiMe(r *http.Request, reader chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	breaks, err := s.DB.Breaks(r.Context(), reader)
	if err != nil {
		return nil, err
	}
	token, _ := r.Context().Value(apiTokenKey).(store.APIToken)
	return meJSON{
		Email: reader.Email, Role: reader.Role, Since: reader.CreatedAt, Class: newClassJSON(reader.Class), Wants: newWantsJSON(reader.Wants),
		Schedule: newScheduleJSON(reader.Schedule), NextPicks: apiTime(reader.PickAt),
		NextDigest: apiTime(digest.Next(reader.Schedule, breaks, s.Now())), MailError: reader.MailError.In(localeOf(r)),
		Token: tokenKnownJSON{token.Name, token.Writes},
	}, nil
}

func newClassJSON(c chalkline.Class) classJSON {
	return classJSON{some(c.Phases), some(c.Subjects), c.Country}
}

// apiSetClass stores what the reader teaches.
func (s *server) apiSetClass(r *http.Request, reader chalkline.Reader) (any, error) {
	var sent classJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	for _, phase := range sent.Phases {
		if !slices.Contains(chalkline.Phases, phase) {
			return nil, notOneOf("phase", string(phase), chalkline.Phases)
		}
	}
	for _, id := range sent.Subjects {
		if t, ok := s.Topics.Topic(id); !ok || t.Group != subjectsGroup {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "There is no subject %q. The subjects are the topics of the group %q.", chalkline.Cut(string(id), 60), subjectsGroup)
		}
	}
	if sent.Country != "" && !say.IsCountry(sent.Country) {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "There is no country %q here. Countries are two letters, as GB; “” is not said.", chalkline.Cut(sent.Country, 20))
	}
	// In the order of the form, and once each.
	var class chalkline.Class
	for _, phase := range chalkline.Phases {
		if slices.Contains(sent.Phases, phase) {
			class.Phases = append(class.Phases, phase)
		}
	}
	for _, t := range s.Topics.Topics() {
		if slices.Contains(sent.Subjects, t.ID) {
			class.Subjects = append(class.Subjects, t.ID)
		}
	}
	class.Country = sent.Country
	if err := s.DB.SetClass(r.Context(), reader.ID, class); err != nil {
		return nil, err
	}
	return newClassJSON(class), nil
}

func newWantsJSON(w chalkline.Wants) wantsJSON {
	v := wantsJSON{w.Budget(), w.Least, w.NoOpinion, some(w.Languages), map[chalkline.PartName]float64{}, w.Alone}
	for _, part := range chalkline.WeighedParts {
		v.Weights[part] = w.Weight(part)
	}
	return v
}

// apiSetWants stores how the reader wants picks to be made.
func (s *server) apiSetWants(r *http.Request, reader chalkline.Reader) (any, error) {
	var sent wantsJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	wants := chalkline.Wants{
		Minutes: sent.Minutes, Least: sent.Least, NoOpinion: sent.NoOpinion, Languages: sent.Languages, Weights: sent.Weights, Alone: sent.Alone,
	}
	if err := wants.Validate(); err != nil {
		return nil, err
	}
	slices.Sort(wants.Languages)
	wants.Languages = slices.Compact(wants.Languages)
	maps.DeleteFunc(wants.Weights, func(_ chalkline.PartName, weight float64) bool { return weight == 1 })
	wants = settled(wants, reader.Wants)
	if err := s.DB.SetWants(r.Context(), reader.ID, wants); err != nil {
		return nil, err
	}
	return newWantsJSON(wants), nil
}

func newScheduleJSON(s chalkline.Schedule) scheduleJSON {
	v := scheduleJSON{s.Every, dayName(s.Weekday), []string{}, s.Hour, s.Zone, s.Minutes}
	for _, d := range s.Days.List() {
		v.Days = append(v.Days, dayName(d))
	}
	return v
}

func dayName(d time.Weekday) string { return strings.ToLower(d.String()) }

// dayNamed is the day of the week with that name.
func dayNamed(name string) (time.Weekday, error) {
	for _, d := range weekdays {
		if dayName(d) == name {
			return d, nil
		}
	}
	var names []string
	for _, d := range weekdays {
		names = append(names, dayName(d))
	}
	return 0, notOneOf("day", name, names)
}

// notOneOf says what there is instead of a word that there is not.
func notOneOf[T ~string](what, sent string, known []T) error {
	names := make([]string, 0, len(known))
	for _, k := range known {
		names = append(names, string(k))
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "There is no %s %q; it is one of: %s.", what, chalkline.Cut(sent, 60), strings.Join(names, ", "))
}

// apiSetSchedule stores when the reader's digest comes.
func (s *server) apiSetSchedule(r *http.Request, reader chalkline.Reader) (any, error) {
	var sent scheduleJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	schedule := chalkline.Schedule{Every: sent.Every, Hour: sent.Hour, Zone: sent.Zone, Minutes: sent.Minutes, Weekday: reader.Schedule.Weekday}
	var err error
	if sent.Weekday != "" {
		if schedule.Weekday, err = dayNamed(sent.Weekday); err != nil {
			return nil, err
		}
	}
	for _, name := range sent.Days {
		day, err := dayNamed(name)
		if err != nil {
			return nil, err
		}
		schedule.Days |= chalkline.WeekdaysOf(day)
	}
	if err := schedule.Validate(); err != nil {
		return nil, err
	}
	if err := s.keepSchedule(r.Context(), reader, schedule); err != nil {
		return nil, err
	}
	return newScheduleJSON(schedule), nil
}
