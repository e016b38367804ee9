package web

import (
	"fmt"
	"net/http"
	"time"

	"chalkline"
	"chalkline/store"
)

// What the operator's front page shows at most.
const (
	troublesShown   = 10 // pieces of work that failed
	deliveriesShown = 10 // mails that did not leave
	deliveriesSeen  = 200
	monthsShown     = 12
)

// mailWindow is the time of which the operator sees how mail went.
const mailWindow = 30 * 24 * time.Hour

// lateAfter is how long work may be due before the page says that it is late.
const lateAfter = time.Hour

// operatorPage is the state of the daemon. It says nothing of what readers
// follow, open or mark.
type operatorPage struct {
	Version  string
	Database string
	Counts   store.Counts
	InUse    int // sources
	Failing  int // of them
	Silent   int // of them
	Grades   []gradeCount
	Mail     store.MailHealth
	Unsent   []chalkline.Delivery
	Work     []workRow
	Troubles []chalkline.Trouble
	Months   []monthCount
	Size     chalkline.Text
	Free     chalkline.Text // of the disk; empty when not known
	Scarce   bool           // little of it is left
}

type gradeCount struct {
	Badge badge
	Items int
	Share int // of the fullest grade, in percent
}

type monthCount struct {
	Month chalkline.Month
	Items int
	Share int // of the fullest month, in percent
}

// workRow is what of one kind of work is due.
type workRow struct {
	store.Backlog

	Label chalkline.Text
	Waits chalkline.Text // since the first of it became due; empty when nothing is due
	Late  bool
}

// workLabels say what kinds of work are.
var workLabels = map[string]chalkline.Text{
	"crawl": chalkline.Textf("Sources to ask"), "read": chalkline.Textf("Pages to read"), "appraise": chalkline.Textf("Items to judge"), "resolve": chalkline.Textf("Works to look up"),
	"find": chalkline.Textf("References to look up"), "subscribe": chalkline.Textf("Hubs to ask"), "pick": chalkline.Textf("Readers to pick for"), "calendar": chalkline.Textf("Calendars to read"),
	"compose": chalkline.Textf("Digests to put together"), "deliver": chalkline.Textf("Mails to send"),
	"learn": chalkline.Textf("Learning what items have in common"), "list": chalkline.Textf("Lists about works"), "push": chalkline.Textf("Feeds to bring"), "bounces": chalkline.Textf("Returned mail"), "sweep": chalkline.Textf("Tidying up"),
}

// workLabel says what a kind of work is.
func workLabel(kind string) chalkline.Text {
	if label, ok := workLabels[kind]; ok {
		return label
	}
	return chalkline.Verbatim(kind)
}

// operatorRoutes are the pages of whoever runs the instance.
func (s *server) operatorRoutes(mux *http.ServeMux) {
	for pattern, h := range map[string]readerHandler{
		"GET /operator":                            s.getOperator,
		"GET /operator/sources":                    s.getSources,
		"GET /operator/sources/add":                s.getSourceAdd,
		"POST /operator/sources/add":               s.postSourceAdd,
		"GET /operator/sources/{id}":               s.getSource,
		"POST /operator/sources/{id}":              s.postSource,
		"POST /operator/sources/{id}/try":          s.postSourceTry,
		"POST /operator/sources/{id}/state":        s.postSourceState,
		"GET /operator/sources/{id}/remove":        s.getSourceRemove,
		"POST /operator/sources/{id}/remove":       s.postSourceRemove,
		"GET /operator/readers":                    s.getReaders,
		"GET /operator/readers/{id}":               s.getReader,
		"POST /operator/readers/{id}":              s.postReader,
		"GET /operator/readers/{id}/remove":        s.getReaderRemove,
		"POST /operator/readers/{id}/remove":       s.postReaderRemove,
		"GET /operator/invitations":                s.getInvites,
		"POST /operator/invitations":               s.postInvites,
		"POST /operator/invitations/{id}/withdraw": s.postInviteWithdraw,
		"GET /operator/log":                        s.getLog,
	} {
		mux.Handle(pattern, s.operatorOnly(h))
	}
	mux.Handle("GET /invited/{secret}", s.page(s.getInvited))
	mux.Handle("POST /invited/{secret}", s.page(s.postInvited))
}

// operatorOnly is a page for operators. For other readers there is no such page.
func (s *server) operatorOnly(h readerHandler) http.Handler {
	return s.readerPage(func(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
		if reader.Role != chalkline.RoleOperator {
			return chalkline.Errorf(chalkline.CodeNotFound, "There is no page at this address.")
		}
		if r.Method == http.MethodPost {
			if err := r.ParseForm(); err != nil {
				return badForm(err)
			}
		}
		return h(w, r, reader)
	})
}

// getOperator shows the state of the daemon.
func (s *server) getOperator(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	ctx, now := r.Context(), s.Now()
	page := operatorPage{Version: s.Version, Database: map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[s.DB.Kind()]}
	var err error
	if page.Counts, err = s.DB.Counts(ctx); err != nil {
		return err
	}
	page.Grades = gradeCounts(page.Counts.ByGrade)
	sources, err := s.DB.SourceCounts(ctx)
	if err != nil {
		return err
	}
	page.InUse, page.Failing, page.Silent = sources[store.AnySource], sources[store.FailingSource], sources[store.SilentSource]
	if page.Mail, err = s.DB.MailHealth(ctx, now.Add(-mailWindow)); err != nil {
		return err
	}
	deliveries, err := s.DB.Deliveries(ctx, deliveriesSeen)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if d.State != chalkline.DeliverySent && d.Error != "" && len(page.Unsent) < deliveriesShown {
			page.Unsent = append(page.Unsent, d)
		}
	}
	backlogs, err := s.DB.Backlogs(ctx)
	if err != nil {
		return err
	}
	page.Work = workRows(backlogs, now)
	if s.Troubles != nil {
		page.Troubles = s.Troubles()
		page.Troubles = page.Troubles[:min(len(page.Troubles), troublesShown)]
	}
	if err := s.measure(r, &page); err != nil {
		return err
	}
	return s.render(w, r, "operator", chalkline.Textf("Operator"), page)
}

// measure fills in what is stored, and how much room is left.
func (s *server) measure(r *http.Request, page *operatorPage) error {
	stored, err := s.DB.Storage(r.Context(), monthsShown)
	if err != nil {
		return err
	}
	page.Size = inBytes(stored.Bytes)
	months, most := stored.Months, 1
	for _, m := range months {
		most = max(most, m.Items)
	}
	for len(months) > 1 && months[len(months)-1].Items == 0 { // before there was anything
		months = months[:len(months)-1]
	}
	for _, m := range months {
		page.Months = append(page.Months, monthCount{Month: m.Month, Items: m.Items, Share: percent(m.Items, most)})
	}
	if s.FreeDisk == nil {
		return nil
	}
	free, err := s.FreeDisk()
	if err != nil {
		return fmt.Errorf("measure the free disk: %w", err)
	}
	page.Free, page.Scarce = inBytes(free), free < scarce
	return nil
}

// scarce is the free room below which the page says so: a backup and a large crawl
// may take as much.
const scarce = 1 << 30

func workRows(backlogs []store.Backlog, now time.Time) []workRow {
	rows := make([]workRow, 0, len(backlogs))
	for _, b := range backlogs {
		row := workRow{Backlog: b, Label: workLabel(b.Kind)}
		if b.Due > 0 && !b.Since.IsZero() {
			waits := now.Sub(b.Since)
			row.Waits, row.Late = lasting(waits), waits >= lateAfter
		}
		rows = append(rows, row)
	}
	return rows
}

func gradeCounts(byGrade map[chalkline.Grade]int) []gradeCount {
	most := 1
	for _, n := range byGrade {
		most = max(most, n)
	}
	var counts []gradeCount
	for _, g := range chalkline.Grades {
		counts = append(counts, gradeCount{Badge: newBadge(g), Items: byGrade[g], Share: percent(byGrade[g], most)})
	}
	return counts
}

// inBytes is a size in a unit that suits it.
func inBytes(n int64) chalkline.Text {
	switch {
	case n < 1<<20:
		return chalkline.Textf("%s KB", chalkline.Decimal{Value: float64((n + 1023) >> 10)})
	case n < 1<<30:
		return chalkline.Textf("%s MB", chalkline.Decimal{Value: float64(n) / (1 << 20), Digits: 1})
	}
	return chalkline.Textf("%s GB", chalkline.Decimal{Value: float64(n) / (1 << 30), Digits: 1})
}

// lasting is a time span in one unit.
func lasting(d time.Duration) chalkline.Text {
	switch {
	case d < time.Minute:
		return chalkline.Textf("under a minute")
	case d < time.Hour:
		return chalkline.Textf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return chalkline.Textf("%d h", int(d.Hours()))
	}
	return chalkline.Counted(int(d.Hours()/24), "%s day", "%s days")
}

// What the forms of operators did.
const (
	saidSourceAdded   said = "source-added"
	saidSourceOwn     said = "source-own"
	saidSourcePaused  said = "source-paused"
	saidSourceResumed said = "source-resumed"
	saidSourceRemoved said = "source-removed"
	saidSourceBack    said = "source-back"
	saidOperatorMade  said = "operator-made"
	saidOperatorLess  said = "operator-less"
	saidMailGoes      said = "mail-goes"
	saidLinkSent      said = "link-sent"
	saidReaderGone    said = "reader-gone"
	saidInviteMade    said = "invite-made"
	saidInviteMailed  said = "invite-mailed"
	saidInviteGone    said = "invite-gone"
)

// operatorSentences say what the forms of operators did.
var operatorSentences = map[said]chalkline.Text{
	saidSourceAdded:   chalkline.Textf("Added. It is read within a minute or two, and its items are judged then."),
	saidSourceOwn:     chalkline.Textf("It is yours now: you can change all of it, and no list changes or retires it."),
	saidSourcePaused:  chalkline.Textf("Paused. It is not asked until you resume it."),
	saidSourceResumed: chalkline.Textf("Resumed. It is asked when it is due."),
	saidSourceRemoved: chalkline.Textf("Removed. It is not asked any more; what it brought stays."),
	saidSourceBack:    chalkline.Textf("It is back, and asked when it is due."),
	saidOperatorMade:  chalkline.Textf("They are an operator now and see these pages."),
	saidOperatorLess:  chalkline.Textf("They are a reader like others again."),
	saidMailGoes:      chalkline.Textf("Mail to them goes on with the next digest."),
	saidLinkSent:      chalkline.Textf("If all is well, the link is on its way."),
	saidReaderGone:    chalkline.Textf("Removed, with all that was stored of them."),
	saidInviteMade:    chalkline.Textf("The link is made. Pass it on to those you want here."),
	saidInviteMailed:  chalkline.Textf("If all is well, the invitation is on its way."),
	saidInviteGone:    chalkline.Textf("The invitation lets nobody in any more."),
}
