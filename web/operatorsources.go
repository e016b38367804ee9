package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// sourcesShown is how many sources a page has.
const sourcesShown = 100

// probeTime is how long a site may take when an operator looks at it.
const probeTime = 30 * time.Second

// sourcesPage lists sources in a state.
type sourcesPage struct {
	State   store.SourceState
	Tabs    []sourceTab
	Sources []sourceRow
	Prev    string // addresses of the pages beside it; "" for none
	Next    string
}

// sourceTab is a state with the number of sources in it.
type sourceTab struct {
	Label chalkline.Text
	Path  string
	Count int
	Here  bool
}

// sourceRow is a source as the operator sees it.
type sourceRow struct {
	store.ListedSource

	now time.Time
}

// State is how the source is doing, in a word that style sheets know too.
func (s sourceRow) State() string {
	switch {
	case !s.RemovedAt.IsZero():
		return "removed"
	case s.Paused:
		return "paused"
	case s.Poll.State == "":
		return string(chalkline.PollNew)
	case s.Poll.State == chalkline.PollOK && !s.Poll.ItemAt.After(s.now.Add(-store.SilentAfter)):
		return "silent"
	}
	return string(s.Poll.State)
}

// Path is the address of the source's page.
func (s sourceRow) Path() string { return fmt.Sprintf("/operator/sources/%d", s.ID) }

// Asked says when it was last asked.
func (s sourceRow) Asked() chalkline.Text { return s.past(s.Poll.LastAt) }

// Brought says when it last brought something new.
func (s sourceRow) Brought() chalkline.Text { return s.past(s.Poll.ItemAt) }

func (s sourceRow) past(t time.Time) chalkline.Text {
	if t.IsZero() {
		return chalkline.Textf("never")
	}
	return chalkline.Textf("%s ago", lasting(s.now.Sub(t)))
}

// Next says when it is asked again.
func (s sourceRow) Next() chalkline.Text {
	switch wait := s.Poll.NextAt.Sub(s.now); {
	case s.Paused || s.Poll.State == chalkline.PollGone:
		return chalkline.Textf("not any more")
	case wait <= 0:
		return chalkline.Textf("now")
	default:
		return chalkline.Textf("in %s", lasting(wait))
	}
}

// Fault is why the last answer was no good; "" when it was good, or nobody asks.
func (s sourceRow) Fault() string {
	if s.Paused {
		return ""
	}
	return s.Poll.Error
}

// Notices are what the operator should know of it beside its state.
func (s sourceRow) Notices() []chalkline.Text {
	var notices []chalkline.Text
	if s.Poll.Move.URL != "" {
		notices = append(notices, chalkline.Textf("It says that it has moved to %s; that is believed when it says so for two days.", s.Poll.Move.URL))
	}
	if s.MovedFrom != "" {
		notices = append(notices, chalkline.Textf("It moved here from %s on %s.", s.MovedFrom, say.Date(s.MovedAt)))
	}
	if s.Poll.HeldUntil.After(s.now) {
		notices = append(notices, chalkline.Textf("It asked to be left alone until %s.", instant(s.Poll.HeldUntil)))
	}
	if s.Poll.Notice != "" {
		notices = append(notices, chalkline.Verbatim(s.Poll.Notice))
	}
	if s.Unverified {
		notices = append(notices, chalkline.Textf("Its address was never seen to answer."))
	}
	return notices
}

// sourceTabs are the states that sources are looked for in.
var sourceTabs = []struct {
	state store.SourceState
	label chalkline.Text
}{
	{store.AnySource, chalkline.Textf("All")},
	{store.FailingSource, chalkline.Textf("Failing")},
	{store.SilentSource, chalkline.Textf("Silent")},
	{store.PausedSource, chalkline.Textf("Paused")},
	{store.RemovedSource, chalkline.Textf("Removed")},
}

func sourcesPath(state store.SourceState, page int) string {
	q := url.Values{}
	if state != store.AnySource {
		q.Set("state", string(state))
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/operator/sources"
	}
	return "/operator/sources?" + q.Encode()
}

// getSources lists sources.
func (s *server) getSources(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	ctx, q := r.Context(), r.URL.Query()
	number := int64(1)
	if text := q.Get("page"); text != "" {
		var ok bool
		if number, ok = idOf(text); !ok || number > 1000 {
			return chalkline.Errorf(chalkline.CodeNotFound, "There is no such part of the list.")
		}
	}
	page := sourcesPage{State: store.SourceState(q.Get("state"))}
	sources, err := s.DB.SourcesIn(ctx, page.State, sourcesShown*int(number-1), sourcesShown+1)
	if err != nil {
		return err
	}
	counts, err := s.DB.SourceCounts(ctx)
	if err != nil {
		return err
	}
	for _, tab := range sourceTabs {
		page.Tabs = append(page.Tabs, sourceTab{Label: tab.label, Path: sourcesPath(tab.state, 1), Count: counts[tab.state], Here: tab.state == page.State})
	}
	if number > 1 {
		page.Prev = sourcesPath(page.State, int(number-1))
	}
	if len(sources) > sourcesShown {
		sources, page.Next = sources[:sourcesShown], sourcesPath(page.State, int(number+1))
	}
	for _, source := range sources {
		page.Sources = append(page.Sources, sourceRow{source, s.Now()})
	}
	return s.render(w, r, "operator-sources", chalkline.Textf("Sources"), page)
}

// sourcePage is the page of one source.
type sourcePage struct {
	sourceRow

	Form  sourceForm
	Tried *tried
}

// tried is what a source has to give now.
type tried struct {
	Problem chalkline.Text
	Items   []chalkline.Item // the first of them
	All     int
}

// itemsTried is how many items are shown of what a source has to give.
const itemsTried = 5

// sourceIn is the source that an address names.
func (s *server) sourceIn(r *http.Request) (sourceRow, error) {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "There is no such source. It may have become part of another.")
	id, ok := idIn(r, "id")
	if !ok {
		return sourceRow{}, missing
	}
	source, err := s.DB.Source(r.Context(), chalkline.SourceID(id))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return sourceRow{}, missing
	}
	if err != nil {
		return sourceRow{}, err
	}
	items, err := s.DB.ItemCount(r.Context(), source.ID)
	return sourceRow{store.ListedSource{Source: source, Items: items}, s.Now()}, err
}

// getSource shows one source.
func (s *server) getSource(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	row, err := s.sourceIn(r)
	if err != nil {
		return err
	}
	return s.showSource(w, r, http.StatusOK, sourcePage{sourceRow: row, Form: s.sourceForm(row.Source)})
}

func (s *server) showSource(w http.ResponseWriter, r *http.Request, status int, page sourcePage) error {
	return s.renderStatus(w, r, status, "operator-source", chalkline.Verbatim(page.Name), page)
}

// postSourceTry asks the source once and shows what would be stored of it. It is a
// form, because it asks somebody else's machine for something.
func (s *server) postSourceTry(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	row, err := s.sourceIn(r)
	if err != nil {
		return err
	}
	page := sourcePage{sourceRow: row, Form: s.sourceForm(row.Source), Tried: &tried{}}
	if s.Sources == nil {
		page.Tried.Problem = errNoProbe.Text
		return s.showSource(w, r, http.StatusOK, page)
	}
	if s.limits.probes.OnLimit(w, r, row.URL) {
		page.Tried.Problem = errProbed.Text
		return s.showSource(w, r, http.StatusTooManyRequests, page)
	}
	ctx, cancel := context.WithTimeout(r.Context(), probeTime)
	defer cancel()
	items, err := s.Sources.Sample(ctx, row.Source)
	if err != nil && r.Context().Err() != nil {
		return err
	}
	if err != nil {
		page.Tried.Problem = probeProblem(err)
	}
	page.Tried.Items, page.Tried.All = items[:min(len(items), itemsTried)], len(items)
	return s.showSource(w, r, http.StatusOK, page)
}

// errNoProbe answers where sources cannot be tried.
var errNoProbe = chalkline.Errorf(chalkline.CodeInvalid, "Sources cannot be tried here.")

// errProbed answers who looks at one address again and again: it is somebody else's
// machine.
var errProbed = chalkline.Errorf(chalkline.CodeInvalid, "This address was looked at a moment ago. Please wait a quarter of an hour.")

// probeProblem says why a source could not be tried.
func probeProblem(err error) chalkline.Text {
	if chalkline.ErrorCode(err) == chalkline.CodeInternal {
		return chalkline.Textf("It took longer than %d seconds to answer.", int(probeTime.Seconds()))
	}
	return sentenceOf(err)
}

// postSourceState pauses a source, has it asked again, or makes it the operator's.
func (s *server) postSourceState(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	row, err := s.sourceIn(r)
	if err != nil {
		return err
	}
	source := row.Source
	var action string
	var done said
	switch r.PostForm.Get("do") {
	case "pause":
		action, done, source.Paused = "paused the source", saidSourcePaused, true
	case "resume":
		action, done, source.Paused = "resumed the source", saidSourceResumed, false
		if !source.RemovedAt.IsZero() {
			action, done = "brought back the source", saidSourceBack
		}
	case "own":
		action, done, source.Listed = "took over the source", saidSourceOwn, false
	default:
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons on the source’s page.")
	}
	if err := s.DB.UpdateSource(r.Context(), source); err != nil {
		return err
	}
	if err := s.note(r, operator, action, source.Name); err != nil {
		return err
	}
	return see(w, r, row.Path()+"?"+saidParam+"="+string(done))
}

// getSourceRemove asks once before a source is removed.
func (s *server) getSourceRemove(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	row, err := s.sourceIn(r)
	if err != nil {
		return err
	}
	return s.render(w, r, "operator-source-remove", chalkline.Textf("Remove %s", row.Name), row)
}

// postSourceRemove takes a source out of use.
func (s *server) postSourceRemove(w http.ResponseWriter, r *http.Request, operator chalkline.Reader) error {
	row, err := s.sourceIn(r)
	if err != nil {
		return err
	}
	if err := s.DB.RemoveSource(r.Context(), row.ID); err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	if err := s.note(r, operator, "removed the source", row.Name); err != nil {
		return err
	}
	return see(w, r, row.Path()+"?"+saidParam+"="+string(saidSourceRemoved))
}
