package store

import (
	"slices"

	"chalkline"
)

// told is a work as its record and the list of replications have it, and what
// the list of retractions says of it, which has to be weighed against the record.
type told struct {
	record chalkline.Work
	notice chalkline.Notice // zero when the list does not name it
}

// worksTold are the works w with what the lists say of them. A work without a
// DOI finds nothing: no list has an empty one.
const worksTold = `works w LEFT JOIN notices n ON n.doi = w.doi LEFT JOIN replications r ON r.doi = w.doi`

// Columns of works w: what names one and how it stands by its record, and all.
const (
	headColumnsOfWork = `w.id, w.doi, w.eric, w.standing, w.notice_doi, w.notice_at`
	workColumns       = headColumnsOfWork + `, w.title, w.type, w.venue, w.year, w.open, w.origin, w.resolved_at, w.authors, w.designs,
	w.types, w.descriptors, w.reviewed, w.abstract`
)

// Columns of worksTold.
const (
	listColumns = `COALESCE(n.doi, ''), COALESCE(n.standing, ''), COALESCE(n.notice_doi, ''), COALESCE(n.at, 0),
	COALESCE(r.doi, ''), COALESCE(r.succeeded, 0), COALESCE(r.failed, 0), COALESCE(r.mixed, 0), COALESCE(r.done_by, '')`
	headTold = headColumnsOfWork + `, ` + listColumns
	workTold = workColumns + `, ` + listColumns
	// standTold is enough to know whether and how a work stands, without its notice.
	standTold = `w.id, w.doi, w.eric, w.standing, COALESCE(n.standing, '')`
)

func headOfWorkDest(w *chalkline.Work) []any {
	return []any{&w.ID, &w.DOI, &w.ERIC, &w.Standing, &w.NoticeDOI, stamp{&w.NoticeAt}}
}

func workDest(w *chalkline.Work) []any {
	return append(headOfWorkDest(w), &w.Title, &w.Type, &w.Venue, &w.Year, &w.Open, &w.Origin, stamp{&w.ResolvedAt}, inJSON(&w.Authors),
		inJSON(&w.Designs), inJSON(&w.Types), inJSON(&w.Descriptors), &w.Reviewed, &w.Abstract)
}

func (t *told) listDest() []any {
	return append(noticeDest(&t.notice), replicationDest(&t.record.Replication)...)
}

func scanRecord(r row) (chalkline.Work, error) {
	var w chalkline.Work
	err := r.Scan(workDest(&w)...)
	return w, err
}

func scanTold(r row) (told, error) {
	var t told
	err := r.Scan(append(workDest(&t.record), t.listDest()...)...)
	return t, err
}

func scanWork(r row) (chalkline.Work, error) {
	t, err := scanTold(r)
	return t.work(), err
}

func scanToldHead(r row) (told, error) {
	var t told
	err := r.Scan(append(headOfWorkDest(&t.record), t.listDest()...)...)
	return t, err
}

func scanStand(r row) (chalkline.Work, error) {
	var t told
	w := &t.record
	err := r.Scan(&w.ID, &w.DOI, &w.ERIC, &w.Standing, &t.notice.Standing)
	return t.work(), err
}

// gravity orders the standings.
var gravity = map[chalkline.Standing]int{
	chalkline.StandingGood: 1, chalkline.StandingCorrected: 2, chalkline.StandingConcern: 3, chalkline.StandingRetracted: 4,
}

// work is the work as it counts: it stands as the graver of record and list
// says. The record's word counts when both say the same, unless only the list
// names a notice.
func (t told) work() chalkline.Work {
	w := t.record
	listed, recorded := gravity[t.notice.Standing], gravity[w.Standing]
	if listed > recorded || listed > 0 && listed == recorded && w.NoticeDOI == "" {
		w.Standing, w.NoticeDOI, w.NoticeAt = t.notice.Standing, t.notice.NoticeDOI, t.notice.At
	}
	return w
}

// judgedAlike says whether nothing changed on which the judgement of a work, or
// of what cites it, stands.
func judgedAlike(a, b chalkline.Work) bool {
	return a.Standing == b.Standing && a.Replication == b.Replication && a.Title == b.Title && a.Type == b.Type &&
		a.Abstract == b.Abstract && a.Reviewed == b.Reviewed && slices.Equal(a.Designs, b.Designs) &&
		slices.Equal(a.Types, b.Types) && slices.Equal(a.Descriptors, b.Descriptors)
}
