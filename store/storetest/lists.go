package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

// noticed is a list of retractions: DOIs and how the works stand, as in
// "10.1/a retracted", each with a notice of its own.
func noticed(lines ...string) iter.Seq2[chalkline.Notice, error] {
	return func(yield func(chalkline.Notice, error) bool) {
		for _, line := range lines {
			doi, standing, _ := strings.Cut(line, " ")
			n := chalkline.Notice{DOI: doi, Standing: chalkline.Standing(standing), NoticeDOI: doi + ".notice", At: start.Add(-day)}
			if !yield(n, nil) {
				return
			}
		}
	}
}

// retracted is a list of n retracted works from the first on, and then err.
func retracted(first, n int, err error) iter.Seq2[chalkline.Notice, error] {
	return func(yield func(chalkline.Notice, error) bool) {
		for i := range n {
			if !yield(chalkline.Notice{DOI: fmt.Sprintf("10.1/%d", first+i), Standing: chalkline.StandingRetracted}, nil) {
				return
			}
		}
		if err != nil {
			yield(chalkline.Notice{}, err)
		}
	}
}

// theList is what is known of a list before it is read.
var theList = chalkline.List{Location: "https://lists.example/notices.csv", ETag: `"1"`, LastModified: "Sat, 14 Mar 2026 08:00:00 GMT", Sum: "5a"}

func (e *env) replace(lines ...string) store.ListChange {
	e.Helper()
	return must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, noticed(lines...)))
}

// behind is the work with a DOI as it counts.
func (e *env) behind(doi string) chalkline.Work {
	e.Helper()
	w, _, err := e.WorksBehind(e.ctx, chalkline.Item{DOI: doi}, nil)
	e.ok(err)
	return w
}

var listTests = []test{
	{"a work stands as the graver of its record and the list says", func(e *env) {
		const doi = "10.1/x"
		id := e.work(doi).ID
		for _, c := range []struct {
			record, recordNotice string
			list                 string
			want, notice         string
		}{
			{"", "", "", "", ""},
			{"good", "", "", "good", ""},
			{"", "", "corrected", "corrected", "10.1/x.notice"},
			{"good", "", "concern", "concern", "10.1/x.notice"},
			{"corrected", "10.1/n", "retracted", "retracted", "10.1/x.notice"},
			{"retracted", "10.1/n", "concern", "retracted", "10.1/n"},
			{"concern", "10.1/n", "concern", "concern", "10.1/n"},
			{"retracted", "", "retracted", "retracted", "10.1/x.notice"},
			{"good", "", "good", "good", "10.1/x.notice"},
			{"concern", "10.1/n", "", "concern", "10.1/n"},
		} {
			record := chalkline.Work{ID: id, DOI: doi, Standing: chalkline.Standing(c.record), NoticeDOI: c.recordNotice}
			e.ok(e.SaveWork(e.ctx, record, time.Time{}))
			lines := []string{"10.1/other retracted"}
			if c.list != "" {
				lines = append(lines, doi+" "+c.list)
			}
			e.replace(lines...)
			w := e.behind(doi)
			e.same([]string{string(w.Standing), w.NoticeDOI}, []string{c.want, c.notice})
			e.same(w.NoticeAt.IsZero(), w.NoticeDOI != doi+".notice")
			e.same(must[chalkline.Work](e)(e.Work(e.ctx, id)), record)
		}
	}},
	{"the word of the list does not become the record's when that is saved again", func(e *env) {
		id := e.work("10.1/x").ID
		e.replace("10.1/x retracted", "10.1/y retracted")
		asked := must[chalkline.Work](e)(e.Work(e.ctx, id))
		asked.Type = "journal-article"
		e.ok(e.SaveWork(e.ctx, asked, time.Time{}))
		e.same(e.behind("10.1/x").Standing, chalkline.StandingRetracted)
		e.replace("10.1/y retracted")
		e.same(e.behind("10.1/x").Standing, chalkline.StandingUnknown)
	}},
	{"a list makes due the items that are or cite what stands differently", func(e *env) {
		s := e.source()
		own := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		blog, other := e.stored(s.ID, nil), e.stored(s.ID, nil)
		judged := []chalkline.Appraised{graded(own, chalkline.GradeA, 80), citing(blog, "10.1/x"), citing(other, "10.1/y")}
		e.stand(judged...)
		both := []chalkline.ItemID{own.ID, blog.ID}
		e.same(e.replace("10.1/x retracted", "10.1/unknown retracted"), store.ListChange{Listed: 2, Added: 2, Works: 1})
		e.same(e.due(), both)
		e.stand(judged...)
		e.same(e.replace("10.1/x retracted", "10.1/unknown retracted"), store.ListChange{Listed: 2})
		e.same(e.due(), nil)
		e.same(e.replace("10.1/x concern", "10.1/unknown retracted"), store.ListChange{Listed: 2, Changed: 1, Works: 1})
		e.same(e.due(), both)
		e.stand(judged...)
		e.same(e.replace("10.1/unknown retracted"), store.ListChange{Listed: 1, Removed: 1, Works: 1})
		e.same(e.due(), both)
		e.same(must[store.Counts](e)(e.Counts(e.ctx)).Works, 2)
	}},
	{"a list that is milder than the record makes nothing due", func(e *env) {
		w := e.work("10.1/x")
		w.Standing, w.NoticeDOI = chalkline.StandingRetracted, "10.1/n"
		e.ok(e.SaveWork(e.ctx, w, time.Time{}))
		e.settle()
		e.same(e.replace("10.1/x concern").Works, 0)
		e.same(e.due(), nil)
	}},
	{"a work that arrives after the list is told of by it", func(e *env) {
		e.replace("10.1/x concern")
		must[store.ListChange](e)(e.ReplaceReplications(e.ctx, theList, repeated(chalkline.Replication{DOI: "10.1/y", Failed: 2})))
		s := e.source()
		own := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		blog, other := e.stored(s.ID, nil), e.stored(s.ID, nil)
		judged := []chalkline.Appraised{graded(own, chalkline.GradeA, 80), citing(blog, "10.1/y"), citing(other, "10.1/z")}
		e.ok(e.SaveAppraised(e.ctx, judged))
		e.same(e.due(), []chalkline.ItemID{own.ID, blog.ID}) // they were judged without the lists
		e.same(e.behind("10.1/x").Standing, chalkline.StandingConcern)
		e.same(e.behind("10.1/y").Replication, chalkline.Replication{DOI: "10.1/y", Failed: 2})
		e.stand(judged...)
	}},
	{"a concern on the list reaches those who were sent the item", func(e *env) {
		item := e.stored(e.source().ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		judged := graded(item, chalkline.GradeA, 80)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{judged}))
		item = must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
		reader := e.reader()
		e.pick(reader.ID, item, 1)
		warned := e.pass(time.Hour)
		e.replace("10.1/x concern")
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{judged}))
		e.same(must[chalkline.Card](e)(e.Card(e.ctx, reader.ID, item.ID)).Pick.Revised, warned)
	}},
	{"of several notices of a work the gravest counts, whatever their order", func(e *env) {
		id := e.work("10.1/x").ID
		e.settle()
		first := e.replace("10.1/X corrected", "10.1/x retracted", "10.1/x concern")
		e.same([]int{first.Listed, first.Works}, []int{1, 1})
		e.same(e.behind("10.1/x").Standing, chalkline.StandingRetracted)
		e.settle()
		e.same(e.replace("10.1/x concern", "10.1/x retracted", "10.1/x corrected"), store.ListChange{Listed: 1})
		e.same(e.due(), nil)
		e.same(must[chalkline.Work](e)(e.Work(e.ctx, id)).Standing, chalkline.StandingUnknown)

		apart := func() store.ListChange {
			return must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, func(yield func(chalkline.Notice, error) bool) {
				noticed("10.1/x concern", "10.1/y concern")(yield)
				retracted(0, 1200, nil)(yield)
				noticed("10.1/x retracted", "10.1/y retracted", "10.1/x corrected")(yield)
			}))
		}
		e.same(apart().Listed, 1202)
		e.same(e.due(), nil)
		e.same(apart(), store.ListChange{Listed: 1202})
	}},
	{"what cannot be a DOI is passed over", func(e *env) {
		got := e.replace(" retracted", "10.1/"+strings.Repeat("x", 600)+" retracted", "10.1/a\x00 retracted", "10.1/a retracted")
		e.same(got, store.ListChange{Listed: 1, Added: 1})
	}},
	{"nothing is removed or made milder by a list that breaks off", func(e *env) {
		e.work("10.1/0")
		e.work("10.1/1")
		must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(0, 1200, nil)))
		broken := errors.New("line 1300: a quote is missing")
		milder := func(yield func(chalkline.Notice, error) bool) {
			noticed("10.1/0 corrected")(yield)
			retracted(2, 1300, broken)(yield)
		}
		change, err := e.ReplaceNotices(e.ctx, theList, milder)
		if !errors.Is(err, broken) {
			e.Errorf("error %v, want %v", err, broken)
		}
		e.same(change.Removed+change.Changed, 0)
		e.same(e.behind("10.1/0").Standing, chalkline.StandingRetracted)
		e.same(e.behind("10.1/1").Standing, chalkline.StandingRetracted)
		e.same(must[chalkline.List](e)(e.List(e.ctx, chalkline.ListRetractions)).Entries, 1200)

		change = must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(1, 1300, nil)))
		e.same(change.Listed, 1300)
		e.same(e.behind("10.1/0").Standing, chalkline.StandingUnknown)
		again := must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(1, 1300, nil)))
		e.same(again, store.ListChange{Listed: 1300})
	}},
	{"a list that is stopped midway is simply read again", func(e *env) {
		ctx, cancel := context.WithCancel(e.ctx)
		defer cancel()
		n := 0
		stopped := func(yield func(chalkline.Notice, error) bool) {
			for notice, err := range retracted(0, 3000, nil) {
				if n++; n == 2000 {
					cancel()
				}
				if !yield(notice, err) {
					return
				}
			}
		}
		_, err := e.ReplaceNotices(ctx, theList, stopped)
		if !errors.Is(err, context.Canceled) {
			e.Errorf("error %v, want that it was cancelled", err)
		}
		_, err = e.List(e.ctx, chalkline.ListRetractions)
		e.code(chalkline.CodeNotFound, err)
		change := must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(0, 3000, nil)))
		e.same(change, store.ListChange{Listed: 3000, Added: 1500})
	}},
	{"a list that lost more than half is refused and changes nothing", func(e *env) {
		for n := range 3 {
			e.work(fmt.Sprintf("10.1/%d", n))
		}
		must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(0, 2000, nil)))
		e.settle()
		before := must[chalkline.List](e)(e.List(e.ctx, chalkline.ListRetractions))
		for _, short := range []iter.Seq2[chalkline.Notice, error]{
			noticed(), noticed("10.1/0 corrected", "10.1/new retracted"), retracted(1500, 999, nil),
		} {
			change, err := e.ReplaceNotices(e.ctx, theList, short)
			e.code(chalkline.CodeInvalid, err)
			if !strings.Contains(err.Error(), theList.Location) || !strings.Contains(err.Error(), "2000 that are held") {
				e.Errorf("error %q does not say which list and how much is held", err)
			}
			e.same([]int{change.Added, change.Changed, change.Removed, change.Works}, []int{0, 0, 0, 0})
		}
		e.same(e.due(), nil)
		e.same(must[chalkline.List](e)(e.List(e.ctx, chalkline.ListRetractions)), before)
		half := must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(1500, 1000, nil)))
		e.same(half, store.ListChange{Listed: 1000, Added: 500, Removed: 1500, Works: 3})
	}},
	{"a list from another place may be short but not empty", func(e *env) {
		must[store.ListChange](e)(e.ReplaceNotices(e.ctx, theList, retracted(0, 10, nil)))
		elsewhere := theList
		elsewhere.Location = "/srv/notices.csv"
		_, err := e.ReplaceNotices(e.ctx, elsewhere, noticed())
		e.code(chalkline.CodeInvalid, err)
		got := must[store.ListChange](e)(e.ReplaceNotices(e.ctx, elsewhere, retracted(0, 2, nil)))
		e.same(got, store.ListChange{Listed: 2, Removed: 8})
	}},
	{"when a list was read is noted with what it said", func(e *env) {
		_, err := e.List(e.ctx, chalkline.ListRetractions)
		e.code(chalkline.CodeNotFound, err)
		read := e.clock()
		e.replace("10.1/a retracted", "10.1/b concern")
		want := theList
		want.Name, want.CheckedAt, want.ReadAt, want.Entries = chalkline.ListRetractions, read, read, 2
		e.same(must[chalkline.List](e)(e.List(e.ctx, chalkline.ListRetractions)), want)

		want.CheckedAt, want.Error = e.pass(day), "the server could not be reached"
		e.ok(e.SaveList(e.ctx, want))
		e.same(must[chalkline.List](e)(e.List(e.ctx, chalkline.ListRetractions)), want)
		e.pass(day)
		e.replace("10.1/a retracted", "10.1/b concern")
		e.same(must[chalkline.List](e)(e.List(e.ctx, chalkline.ListRetractions)).Error, "")
		_, err = e.List(e.ctx, chalkline.ListReplications)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"replications of a work are known wherever it is read, and make items due", func(e *env) {
		s := e.source()
		blog := e.stored(s.ID, nil)
		e.stand(citing(blog, "10.1/x"))
		want := chalkline.Replication{DOI: "10.1/x", Succeeded: 1, Failed: 3, Mixed: 2, By: "10.1/again"}
		replace := func(list ...chalkline.Replication) store.ListChange {
			return must[store.ListChange](e)(e.ReplaceReplications(e.ctx, theList, repeated(list...)))
		}
		e.same(replace(want, chalkline.Replication{DOI: "10.1/x", Failed: 9}), store.ListChange{Listed: 1, Added: 1, Works: 1})
		e.same(e.due(), []chalkline.ItemID{blog.ID})
		e.same(e.behind("10.1/x").Replication, want)
		_, cited, err := e.Citations(e.ctx, blog.ID)
		e.ok(err)
		e.same(cited[0].Work.Replication, want)
		e.stand(citing(blog, "10.1/x"))
		e.same(replace(want), store.ListChange{Listed: 1})
		want.Failed = 4
		e.same(replace(want), store.ListChange{Listed: 1, Changed: 1, Works: 1})
		e.same(e.due(), []chalkline.ItemID{blog.ID})
	}},
}

// repeated is a list of replications.
func repeated(list ...chalkline.Replication) iter.Seq2[chalkline.Replication, error] {
	return func(yield func(chalkline.Replication, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}
