package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

// invite stores an invitation into the instance.
func (e *env) invite(email string, uses int) chalkline.Invitation {
	e.Helper()
	i := chalkline.Key{}.NewInvitation(0, email, uses, e.clock())
	e.ok(e.CreateInvite(e.ctx, &i))
	return i
}

// comes has somebody join by an invitation.
func (e *env) comes(email, hash string) error {
	return e.CreateInvitedReader(e.ctx, hash, &chalkline.Reader{Email: email, Schedule: chalkline.DefaultSchedule("")})
}

var inviteTests = []test{
	{"an invitation lets in as many as it is for", func(e *env) {
		i := e.invite("", 2)
		e.ok(e.comes("a@school.example", i.Hash))
		e.ok(e.comes("b@school.example", i.Hash))
		e.code(chalkline.CodeExpired, e.comes("c@school.example", i.Hash))
		e.same(must[int](e)(e.ReaderCount(e.ctx)), 2)
		got := must[chalkline.Invitation](e)(e.InviteByHash(e.ctx, i.Hash))
		e.same([]any{got.Used, got.Spent(e.clock())}, []any{2, chalkline.SpentUsed})
		e.same(len(must[[]chalkline.Invitation](e)(e.Invites(e.ctx))), 0)
	}},
	{"of many who come by one place one gets in", func(e *env) {
		i := e.invite("", 1)
		e.same(race(e, 8, func() (bool, error) {
			e.mu.Lock()
			email := string(rune('a'+e.next())) + "@school.example"
			e.mu.Unlock()
			err := e.comes(email, i.Hash)
			if chalkline.ErrorCode(err) == chalkline.CodeExpired {
				return false, nil
			}
			return err == nil, err
		}), 1)
	}},
	{"who is a reader already uses nothing up", func(e *env) {
		i := e.invite("", 1)
		r := e.reader()
		e.code(chalkline.CodeConflict, e.comes(r.Email, i.Hash))
		e.ok(e.comes("new@school.example", i.Hash))
	}},
	{"one for any number lets in any number, and one that was mailed its address only", func(e *env) {
		open, mailed := e.invite("", 0), e.invite("ada@school.example", 1)
		for _, email := range []string{"a@school.example", "b@school.example", "c@school.example"} {
			e.ok(e.comes(email, open.Hash))
		}
		e.code(chalkline.CodeExpired, e.comes("bob@school.example", mailed.Hash))
		e.ok(e.comes("ada@school.example", mailed.Hash))
	}},
	{"one that was withdrawn, is over or was never made lets nobody in", func(e *env) {
		withdrawn, over := e.invite("", 0), e.invite("", 0)
		e.ok(e.WithdrawInvite(e.ctx, withdrawn.ID))
		e.code(chalkline.CodeNotFound, e.WithdrawInvite(e.ctx, withdrawn.ID))
		e.code(chalkline.CodeNotFound, e.WithdrawInvite(e.ctx, 99))
		e.code(chalkline.CodeExpired, e.comes("a@school.example", withdrawn.Hash))
		e.same(len(must[[]chalkline.Invitation](e)(e.Invites(e.ctx))), 1)
		e.pass(chalkline.InvitationLife)
		e.code(chalkline.CodeExpired, e.comes("a@school.example", over.Hash))
		e.code(chalkline.CodeExpired, e.comes("a@school.example", "made up"))
		e.same(must[int](e)(e.ReaderCount(e.ctx)), 0)
		e.pass(chalkline.InvitationLife + time.Minute)
		e.invite("", 1)
		_, err := e.InviteByHash(e.ctx, over.Hash)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"so many are open at a time", func(e *env) {
		for range store.MostInvites {
			e.invite("", 1)
		}
		i := chalkline.Key{}.NewInvitation(0, "", 1, e.clock())
		e.code(chalkline.CodeInvalid, e.CreateInvite(e.ctx, &i))
	}},
	{"an invitation into a group lets in as many readers as it is for", func(e *env) {
		g, _ := e.group(0)
		i := chalkline.Key{}.NewInvitation(g.ID, "", 1, e.clock())
		e.ok(e.CreateInvitation(e.ctx, &i))
		e.ok(e.comes("a@school.example", i.Hash))
		e.code(chalkline.CodeExpired, e.comes("b@school.example", i.Hash))
		r := must[chalkline.Reader](e)(e.ReaderByEmail(e.ctx, "a@school.example"))
		e.same(must[chalkline.GroupID](e)(e.TakeUp(e.ctx, i.Hash, r, "A")), g.ID)
	}},
	{"a mailed link keeps what it joins by", func(e *env) {
		e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "h", Purpose: chalkline.LinkJoin, Email: "a@school.example", Invite: "by"}))
		e.same(must[chalkline.Link](e)(e.PeekLink(e.ctx, "h")).Invite, "by")
		e.same(must[chalkline.Link](e)(e.UseLink(e.ctx, "h")).Invite, "by")
	}},
}

var operateTests = []test{
	{"sources are found by how they do", func(e *env) {
		fails, silent, writes, paused, removed, unasked := e.source(), e.source(), e.source(), e.source(), e.source(), e.source()
		poll := func(s chalkline.Source, p chalkline.Poll, items ...chalkline.Item) {
			p.LastAt = e.clock()
			must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: s.ID, Poll: p, Items: items}))
		}
		poll(silent, chalkline.Poll{State: chalkline.PollOK}, e.newItem(), e.newItem())
		e.pass(store.SilentAfter)
		poll(silent, chalkline.Poll{State: chalkline.PollOK, ItemAt: start})
		poll(writes, chalkline.Poll{State: chalkline.PollOK}, e.newItem())
		poll(fails, chalkline.Poll{State: chalkline.PollFailing, Error: "No."})
		poll(paused, chalkline.Poll{State: chalkline.PollFailing, Error: "No."})
		paused.Paused = true
		e.ok(e.UpdateSource(e.ctx, paused))
		e.ok(e.RemoveSource(e.ctx, removed.ID))
		for _, c := range []struct {
			state store.SourceState
			want  []chalkline.SourceID
		}{
			{store.AnySource, []chalkline.SourceID{fails.ID, silent.ID, writes.ID, paused.ID, unasked.ID}},
			{store.FailingSource, []chalkline.SourceID{fails.ID}},
			{store.SilentSource, []chalkline.SourceID{silent.ID}},
			{store.PausedSource, []chalkline.SourceID{paused.ID}},
			{store.RemovedSource, []chalkline.SourceID{removed.ID}},
		} {
			var got []chalkline.SourceID
			for _, s := range must[[]store.ListedSource](e)(e.SourcesIn(e.ctx, c.state, 0, 10)) {
				got = append(got, s.ID)
				if s.ID == silent.ID {
					e.same(s.Items, 2)
				}
			}
			e.same(got, c.want)
			e.same(must[map[store.SourceState]int](e)(e.SourceCounts(e.ctx))[c.state], len(c.want))
		}
		e.same(len(must[[]store.ListedSource](e)(e.SourcesIn(e.ctx, store.AnySource, 1, 2))), 2)
		_, err := e.SourcesIn(e.ctx, "odd", 0, 10)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a source that is removed keeps its items, and no list brings it back", func(e *env) {
		list := []chalkline.Source{listed("a")}
		must[store.SyncReport](e)(e.SyncSources(e.ctx, list))
		s := must[[]chalkline.Source](e)(e.Sources(e.ctx))[0]
		item := e.stored(s.ID, nil)
		e.ok(e.RemoveSource(e.ctx, s.ID))
		e.code(chalkline.CodeNotFound, e.RemoveSource(e.ctx, s.ID))
		e.code(chalkline.CodeNotFound, e.RemoveSource(e.ctx, 99))
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, nil)), store.SyncReport{})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
		got := must[chalkline.Source](e)(e.SourceByURL(e.ctx, s.URL))
		e.same([]any{got.RemovedAt.Equal(e.clock()), got.Paused}, []any{true, true})
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)).Title, item.Title)
		e.same(must[store.Counts](e)(e.Counts(e.ctx)).Sources, 0)
		e.same(len(must[[]string](e)(e.DueHosts(e.ctx, e.pass(time.Hour*999), 10))), 0)
		got.Paused = false
		e.ok(e.UpdateSource(e.ctx, got))
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).RemovedAt, time.Time{})
		e.same(len(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 10))), 1)
	}},
	{"how long a source is left alone survives the list", func(e *env) {
		must[store.SyncReport](e)(e.SyncSources(e.ctx, []chalkline.Source{listed("a")}))
		s := must[[]chalkline.Source](e)(e.Sources(e.ctx))[0]
		s.Rest = 6 * time.Hour
		e.ok(e.UpdateSource(e.ctx, s))
		renamed := listed("a")
		renamed.Name = "Renamed"
		must[store.SyncReport](e)(e.SyncSources(e.ctx, []chalkline.Source{renamed}))
		got := must[chalkline.Source](e)(e.Source(e.ctx, s.ID))
		e.same([]any{got.Rest, got.Name}, []any{6 * time.Hour, "Renamed"})
	}},
	{"what is due is counted by kind, with the first of it", func(e *env) {
		s := e.source()
		e.store(s.ID, e.newItem(), e.newItem())
		e.reader()
		byKind := func() map[string]store.Backlog {
			out := map[string]store.Backlog{}
			for _, b := range must[[]store.Backlog](e)(e.Backlogs(e.ctx)) {
				out[b.Kind] = b
			}
			return out
		}
		e.same(byKind()["crawl"], store.Backlog{Kind: "crawl"})
		e.same(byKind()["appraise"], store.Backlog{Kind: "appraise", Due: 2, Since: start})
		e.same(byKind()["pick"], store.Backlog{Kind: "pick", Due: 1, Since: start})
		e.pass(2 * time.Hour)
		e.same(byKind()["crawl"], store.Backlog{Kind: "crawl", Due: 1, Since: start.Add(time.Hour)})
		e.same(byKind()["compose"], store.Backlog{Kind: "compose", Due: 1, Since: start.Add(time.Hour)})
	}},
	{"storage is measured, and items are counted by the month they came in", func(e *env) {
		s := e.source()
		e.store(s.ID, e.newItem())
		e.pass(31 * 24 * time.Hour)
		e.store(s.ID, e.newItem(), e.newItem())
		got := must[store.Storage](e)(e.Storage(e.ctx, 3))
		e.same(got.Months, []store.MonthOfItems{{Month: "2026-04", Items: 2}, {Month: "2026-03", Items: 1}, {Month: "2026-02"}})
		e.same(got.Bytes > 10_000, true)
	}},
	{"what operators do is kept for a year, and their names as long as they are here", func(e *env) {
		r := e.reader()
		e.ok(e.Log(e.ctx, r.ID, "paused the source", "A"))
		e.pass(time.Hour)
		e.ok(e.Log(e.ctx, r.ID, "removed", "reader 7"))
		e.code(chalkline.CodeNotFound, e.Log(e.ctx, 99, "did", "this"))
		said := func(before int64, limit int) []string {
			var out []string
			for _, l := range must[[]store.Logged](e)(e.Logs(e.ctx, before, limit)) {
				out = append(out, l.By+" "+l.Action+" "+l.About)
			}
			return out
		}
		e.same(said(0, 9), []string{r.Email + " removed reader 7", r.Email + " paused the source A"})
		e.same(said(2, 9), []string{r.Email + " paused the source A"})
		e.same(said(0, 1), []string{r.Email + " removed reader 7"})
		e.ok(e.DeleteReader(e.ctx, r.ID))
		e.same(said(0, 1), []string{" removed reader 7"})
		e.pass(365*24*time.Hour - time.Minute)
		e.same(len(said(0, 9)), 1)
	}},
	{"the operator sees who reads, and nothing of what", func(e *env) {
		a, b := e.reader(), e.reader()
		got := must[[]store.Entry](e)(e.Entries(e.ctx, 0, 1))
		e.same(len(got), 1)
		e.same([]any{got[0].ID, got[0].Email, got[0].Schedule.Every}, []any{a.ID, a.Email, a.Schedule.Every})
		e.same(must[[]store.Entry](e)(e.Entries(e.ctx, a.ID, 9))[0].ID, b.ID)
		_, err := e.Entry(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"mail goes on at an operator's word, but not after a complaint or for another reason", func(e *env) {
		r := e.reader()
		full := chalkline.Textf("it came back with: %s", "552 mailbox full")
		e.code(chalkline.CodeConflict, e.ResumeMail(e.ctx, r.ID, full))
		e.ok(e.SetMailError(e.ctx, r.ID, full))
		e.code(chalkline.CodeConflict, e.ResumeMail(e.ctx, r.ID, chalkline.Textf("it came back with: %s", "550 no such mailbox")))
		e.ok(e.ResumeMail(e.ctx, r.ID, full))
		complaint := chalkline.Textf(chalkline.MailComplaint + "reported as unwanted")
		e.ok(e.SetMailError(e.ctx, r.ID, complaint))
		e.code(chalkline.CodeDenied, e.ResumeMail(e.ctx, r.ID, complaint))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).MailError, complaint)
	}},
	{"somebody always runs the instance", func(e *env) {
		a, b := e.reader(), e.reader()
		e.ok(e.SetOperator(e.ctx, a.ID, true))
		e.code(chalkline.CodeConflict, e.SetOperator(e.ctx, a.ID, false))
		e.ok(e.SetOperator(e.ctx, b.ID, true))
		e.ok(e.SetOperator(e.ctx, a.ID, false))
		e.code(chalkline.CodeNotFound, e.SetOperator(e.ctx, 99, true))
	}},
}
