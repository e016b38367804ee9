package storetest

import (
	"fmt"
	"time"

	"chalkline"
	"chalkline/store"
)

// group stores a group with a curator and some members, in this order.
func (e *env) group(members int) (chalkline.Group, []chalkline.Member) {
	e.Helper()
	n := e.next()
	g := chalkline.Group{Name: fmt.Sprintf("Group %d", n), About: "For whoever wonders.", FeedSeed: fmt.Sprintf("seed-%d", n)}
	e.ok(e.CreateGroup(e.ctx, &g, fmt.Sprintf("hash-%d", n), e.reader().ID, "Curator"))
	for m := range members {
		e.pass(time.Second)
		e.joins(g.ID, fmt.Sprintf("Member %d", m+1))
	}
	return g, must[[]chalkline.Member](e)(e.Members(e.ctx, g.ID))
}

// joins lets a new reader into a group.
func (e *env) joins(group chalkline.GroupID, name string) chalkline.Reader {
	e.Helper()
	r := e.reader()
	must[chalkline.GroupID](e)(e.TakeUp(e.ctx, e.invitation(group, "", 1).Hash, r, name))
	return r
}

// invitation stores an invitation.
func (e *env) invitation(group chalkline.GroupID, email string, uses int) chalkline.Invitation {
	e.Helper()
	i := chalkline.Key{}.NewInvitation(group, email, uses, e.clock())
	e.ok(e.CreateInvitation(e.ctx, &i))
	return i
}

var groupTests = []test{
	{"a group is kept whole with its first member as curator", func(e *env) {
		r := e.reader()
		g := chalkline.Group{Name: "Maths", About: "About.", Public: true, FeedSeed: "seed"}
		e.ok(e.CreateGroup(e.ctx, &g, "hash", r.ID, "Ada"))
		e.same([]time.Time{g.CreatedAt, g.FeedAt}, []time.Time{start, start})
		e.same(must[chalkline.Group](e)(e.Group(e.ctx, g.ID)), g)
		e.same(must[chalkline.Group](e)(e.GroupByFeed(e.ctx, "hash")), g)
		ada := chalkline.Member{GroupID: g.ID, ReaderID: r.ID, Name: "Ada", Role: chalkline.MemberCurator, JoinedAt: start}
		e.same(must[chalkline.Member](e)(e.Member(e.ctx, g.ID, r.ID)), ada)
		e.same(must[[]chalkline.Member](e)(e.Members(e.ctx, g.ID)), []chalkline.Member{ada})
		e.same(must[[]store.Belonging](e)(e.GroupsOf(e.ctx, r.ID)), []store.Belonging{{Group: g, Member: ada, Members: 1}})
	}},
	{"a group changes, and its feed has another address", func(e *env) {
		g, members := e.group(1)
		later := e.pass(time.Minute)
		g.Name, g.About, g.Public, g.FeedAt = "Reading", "Other.", true, later
		e.ok(e.SetGroup(e.ctx, g))
		e.same(must[chalkline.Group](e)(e.Group(e.ctx, g.ID)), g)
		e.ok(e.SetGroupFeed(e.ctx, g.ID, "other seed", "other hash"))
		e.same(must[chalkline.Group](e)(e.GroupByFeed(e.ctx, "other hash")).FeedSeed, "other seed")
		_, err := e.GroupByFeed(e.ctx, "hash-1")
		e.code(chalkline.CodeNotFound, err)
		members[1].Name = "Bo"
		e.ok(e.SetMemberName(e.ctx, members[1]))
		e.same(must[[]chalkline.Member](e)(e.Members(e.ctx, g.ID)), members)
	}},
	{"what there is not is not found", func(e *env) {
		g, members := e.group(0)
		other, _ := e.group(0)
		stranger := e.reader()
		for _, err := range []error{
			e.SetGroup(e.ctx, chalkline.Group{ID: 99, Name: "x"}), e.SetGroupFeed(e.ctx, 99, "s", "h"), e.DeleteGroup(e.ctx, 99),
			e.SetMemberName(e.ctx, chalkline.Member{GroupID: g.ID, ReaderID: stranger.ID, Name: "x"}),
			e.SetMemberRole(e.ctx, g.ID, stranger.ID, chalkline.MemberCurator), e.RemoveMember(e.ctx, g.ID, stranger.ID, false),
			e.WithdrawInvitation(e.ctx, g.ID, e.invitation(other.ID, "", 0).ID),
			e.PutForward(e.ctx, &chalkline.Share{GroupID: g.ID, ItemID: 99, By: members[0].ReaderID}),
			e.PutForward(e.ctx, &chalkline.Share{GroupID: g.ID, ItemID: e.appraised(e.source().ID).ID, By: stranger.ID}),
			e.PutForward(e.ctx, &chalkline.Share{GroupID: 99, ItemID: 1, By: stranger.ID}),
			e.Decide(e.ctx, chalkline.Share{GroupID: g.ID, ID: 99}, store.Approve, ""), e.WithdrawShare(e.ctx, members[0], 99),
			e.AddAnswer(e.ctx, g.ID, &chalkline.Answer{ThemeID: e.theme(other.ID, "2026-03").ID, By: members[0].ReaderID}, ""),
			e.AddAnswer(e.ctx, g.ID, &chalkline.Answer{ThemeID: e.theme(g.ID, "2026-03").ID, By: stranger.ID}, ""),
			e.SaveTheme(e.ctx, &chalkline.Theme{ID: 99, GroupID: g.ID, Month: "2026-05", Title: "x"}, nil),
			e.HideAnswer(e.ctx, g.ID, 99, true), e.ChangeAnswer(e.ctx, members[0], 99, "x"), e.DeleteAnswer(e.ctx, members[0], 99),
			e.RemoveMeeting(e.ctx, g.ID, 99), e.SetHost(e.ctx, g.ID, 99, 0, 0), e.OfferSwap(e.ctx, g.ID, 99, 1, 0),
		} {
			e.code(chalkline.CodeNotFound, err)
		}
		_, err := e.Group(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
		_, err = e.InvitationByHash(e.ctx, "made up")
		e.code(chalkline.CodeNotFound, err)
		_, err = e.Member(e.ctx, g.ID, stranger.ID)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"an invitation lets in as many as it says, and who is in uses none up", func(e *env) {
		g, members := e.group(0)
		i := e.invitation(g.ID, "", 1)
		e.same(must[chalkline.Invitation](e)(e.InvitationByHash(e.ctx, i.Hash)), i)
		e.same(must[[]chalkline.Invitation](e)(e.Invitations(e.ctx, g.ID)), []chalkline.Invitation{i})
		curator := must[chalkline.Reader](e)(e.Reader(e.ctx, members[0].ReaderID))
		e.same(must[chalkline.GroupID](e)(e.TakeUp(e.ctx, i.Hash, curator, "Again")), g.ID)
		first, second := e.reader(), e.reader()
		must[chalkline.GroupID](e)(e.TakeUp(e.ctx, i.Hash, first, "First"))
		must[chalkline.GroupID](e)(e.TakeUp(e.ctx, i.Hash, first, "First again"))
		_, err := e.TakeUp(e.ctx, i.Hash, second, "Second")
		e.code(chalkline.CodeExpired, err)
		e.same(must[[]chalkline.Invitation](e)(e.Invitations(e.ctx, g.ID)), nil)
		e.same(must[chalkline.Invitation](e)(e.InvitationByHash(e.ctx, i.Hash)).Spent(e.clock()), chalkline.SpentUsed)
		e.same(len(must[[]chalkline.Member](e)(e.Members(e.ctx, g.ID))), 2)
	}},
	{"of many who take up one place at once one gets it", func(e *env) {
		g, _ := e.group(0)
		i := e.invitation(g.ID, "", 1)
		readers := make(chan chalkline.Reader, 8)
		for range 8 {
			readers <- e.reader()
		}
		e.same(race(e, 8, func() (bool, error) {
			_, err := e.TakeUp(e.ctx, i.Hash, <-readers, "Quick")
			if chalkline.ErrorCode(err) == chalkline.CodeExpired {
				return false, nil
			}
			return err == nil, err
		}), 1)
	}},
	{"invitations end by time, by hand, and by being for somebody else", func(e *env) {
		g, _ := e.group(0)
		r := e.reader()
		mailed := e.invitation(g.ID, "other@school.example", 1)
		_, err := e.TakeUp(e.ctx, mailed.Hash, r, "R")
		e.code(chalkline.CodeDenied, err)
		withdrawn := e.invitation(g.ID, "", 0)
		e.ok(e.WithdrawInvitation(e.ctx, g.ID, withdrawn.ID))
		e.code(chalkline.CodeNotFound, e.WithdrawInvitation(e.ctx, g.ID, withdrawn.ID))
		_, err = e.TakeUp(e.ctx, withdrawn.Hash, r, "R")
		e.code(chalkline.CodeExpired, err)
		e.same(must[chalkline.Invitation](e)(e.InvitationByHash(e.ctx, withdrawn.Hash)).Spent(e.clock()), chalkline.SpentWithdrawn)
		late := e.invitation(g.ID, r.Email, 1)
		e.pass(chalkline.InvitationLife)
		_, err = e.TakeUp(e.ctx, late.Hash, r, "R")
		e.code(chalkline.CodeExpired, err)
		e.same(must[chalkline.Invitation](e)(e.InvitationByHash(e.ctx, late.Hash)).Spent(e.clock()), chalkline.SpentExpired)
		must[chalkline.GroupID](e)(e.TakeUp(e.ctx, e.invitation(g.ID, r.Email, 1).Hash, r, "R"))
		e.pass(2 * chalkline.InvitationLife)
		e.invitation(g.ID, "", 0) // sweeps what is long over
		_, err = e.InvitationByHash(e.ctx, late.Hash)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"hosts volunteer, give back and swap", func(e *env) {
		g, members := e.group(2)
		one, two := members[1].ReaderID, members[2].ReaderID
		a, b := chalkline.Meeting{GroupID: g.ID, Day: "2026-05-07", Host: one}, chalkline.Meeting{GroupID: g.ID, Day: "2026-04-02"}
		e.ok(e.AddMeeting(e.ctx, &a))
		e.ok(e.AddMeeting(e.ctx, &b))
		e.code(chalkline.CodeConflict, e.AddMeeting(e.ctx, &chalkline.Meeting{GroupID: g.ID, Day: b.Day}))
		rota := func(from chalkline.Day) []chalkline.Meeting {
			return must[[]chalkline.Meeting](e)(e.Meetings(e.ctx, g.ID, from))
		}
		e.same(rota(""), []chalkline.Meeting{b, a})
		e.same(rota("2026-05-01"), []chalkline.Meeting{a})
		e.ok(e.SetHost(e.ctx, g.ID, b.ID, 0, two))
		e.code(chalkline.CodeConflict, e.SetHost(e.ctx, g.ID, b.ID, 0, one))
		e.code(chalkline.CodeConflict, e.OfferSwap(e.ctx, g.ID, a.ID, two, b.ID))
		e.ok(e.OfferSwap(e.ctx, g.ID, a.ID, one, b.ID))
		a.Swap, b.Host = b.ID, two
		e.same(rota(""), []chalkline.Meeting{b, a})
		e.code(chalkline.CodeConflict, e.TakeSwap(e.ctx, g.ID, a.ID, one))
		e.ok(e.TakeSwap(e.ctx, g.ID, a.ID, two))
		a.Swap, a.Host, b.Host = 0, two, one
		e.same(rota(""), []chalkline.Meeting{b, a})
		e.code(chalkline.CodeConflict, e.TakeSwap(e.ctx, g.ID, a.ID, two))
		e.ok(e.OfferSwap(e.ctx, g.ID, a.ID, two, b.ID))
		e.ok(e.OfferSwap(e.ctx, g.ID, a.ID, two, 0))
		e.ok(e.OfferSwap(e.ctx, g.ID, a.ID, two, b.ID))
		e.ok(e.SetHost(e.ctx, g.ID, b.ID, one, 0))
		b.Host = 0
		e.same(rota(""), []chalkline.Meeting{b, a})
		e.ok(e.RemoveMeeting(e.ctx, g.ID, b.ID))
		e.same(rota(""), []chalkline.Meeting{a})
	}},
	{"a group keeps a curator", func(e *env) {
		g, members := e.group(1)
		curator, member := members[0].ReaderID, members[1].ReaderID
		e.code(chalkline.CodeConflict, e.RemoveMember(e.ctx, g.ID, curator, false))
		e.code(chalkline.CodeConflict, e.SetMemberRole(e.ctx, g.ID, curator, chalkline.MemberPlain))
		e.ok(e.SetMemberRole(e.ctx, g.ID, member, chalkline.MemberCurator))
		e.ok(e.SetMemberRole(e.ctx, g.ID, curator, chalkline.MemberPlain))
		e.ok(e.RemoveMember(e.ctx, g.ID, curator, false))
		e.code(chalkline.CodeConflict, e.RemoveMember(e.ctx, g.ID, member, false))
	}},
	{"what a member leaves behind keeps the name, and answers go when asked", func(e *env) {
		for _, answers := range []bool{false, true} {
			g, members := e.group(1)
			m := members[1]
			approved, waiting := e.approved(m), e.put(m)
			t := e.theme(g.ID, "2026-03", "Why?")
			e.answer(m, t.ID, 1)
			e.ok(e.AddMeeting(e.ctx, &chalkline.Meeting{GroupID: g.ID, Day: "2026-05-07", Host: m.ReaderID}))
			e.ok(e.RemoveMember(e.ctx, g.ID, m.ReaderID, answers))
			approved.By = 0
			e.same(e.share(approved), approved)
			_, err := e.Share(e.ctx, g.ID, waiting.ID)
			e.code(chalkline.CodeNotFound, err)
			left := must[[]chalkline.Answer](e)(e.Answers(e.ctx, members[0], t.ID))
			if answers {
				e.same(left, nil)
			} else {
				e.same([]any{len(left), left[0].By, left[0].ByName}, []any{1, chalkline.ReaderID(0), "Member 1"})
			}
			e.same(must[[]chalkline.Meeting](e)(e.Meetings(e.ctx, g.ID, ""))[0].Host, chalkline.ReaderID(0))
		}
	}},
	{"who leaves Chalkline leaves all groups with name and words, and hands over", func(e *env) {
		g, members := e.group(2)
		leaves := members[0]
		e.ok(e.SetMemberName(e.ctx, leaves))
		approved := e.approved(leaves)
		e.put(leaves)
		t := e.theme(g.ID, "2026-03", "Why?")
		e.answer(leaves, t.ID, 1)
		alone := chalkline.Group{Name: "Alone", FeedSeed: "s"}
		e.ok(e.CreateGroup(e.ctx, &alone, "h", leaves.ReaderID, "A"))
		at := e.pass(time.Minute)
		e.ok(e.DeleteReader(e.ctx, leaves.ReaderID))
		_, err := e.Group(e.ctx, alone.ID)
		e.code(chalkline.CodeNotFound, err)
		members[1].Role = chalkline.MemberCurator
		e.same(must[[]chalkline.Member](e)(e.Members(e.ctx, g.ID)), members[1:])
		approved.By, approved.ByName, approved.Note = 0, chalkline.FormerMember, ""
		e.same(e.share(approved), approved)
		e.same(must[chalkline.Group](e)(e.Group(e.ctx, g.ID)).FeedAt, at)
		e.same(len(must[[]chalkline.SharedCard](e)(e.Undecided(e.ctx, members[1]))), 0)
		e.same(must[[]chalkline.Answer](e)(e.Answers(e.ctx, members[1], t.ID)), nil)
	}},
	{"a group that is closed takes everything along", func(e *env) {
		g, members := e.group(1)
		s := e.approved(members[1])
		e.answer(members[1], e.theme(g.ID, "2026-03").ID, 0)
		e.ok(e.DeleteGroup(e.ctx, g.ID))
		e.same(must[[]store.Belonging](e)(e.GroupsOf(e.ctx, members[1].ReaderID)), nil)
		_, err := e.Share(e.ctx, g.ID, s.ID)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a reader is in so many groups at most", func(e *env) {
		r := e.reader()
		for n := range chalkline.MostGroups {
			e.ok(e.CreateGroup(e.ctx, &chalkline.Group{Name: "G", FeedSeed: "s"}, fmt.Sprint("h", n), r.ID, "R"))
		}
		e.code(chalkline.CodeInvalid, e.CreateGroup(e.ctx, &chalkline.Group{Name: "G", FeedSeed: "s"}, "h", r.ID, "R"))
		g, _ := e.group(0)
		_, err := e.TakeUp(e.ctx, e.invitation(g.ID, "", 0).Hash, r, "R")
		e.code(chalkline.CodeInvalid, err)
	}},
	{"what waits is counted for curators, as it was at a time", func(e *env) {
		g, members := e.group(1)
		curator, member := members[0], members[1]
		first, second := e.put(member), e.put(member)
		e.approved(curator)
		then := e.pass(time.Minute)
		e.pass(time.Minute)
		e.ok(e.Decide(e.ctx, e.share(first), store.Decline, ""))
		waits := func(m chalkline.Member, at time.Time) []chalkline.GroupWaiting {
			e.Helper()
			return must[[]chalkline.GroupWaiting](e)(e.WaitingFor(e.ctx, m.ReaderID, at))
		}
		g = must[chalkline.Group](e)(e.Group(e.ctx, g.ID))
		e.same(waits(curator, then), []chalkline.GroupWaiting{{Group: g, Waiting: 2}})
		e.same(waits(curator, e.clock()), []chalkline.GroupWaiting{{Group: g, Waiting: 1}})
		e.same(waits(curator, start.Add(-day)), nil)
		e.same(waits(member, then), nil)
		e.same(must[int](e)(e.Waiting(e.ctx, g.ID)), 1)
		e.ok(e.WithdrawShare(e.ctx, member, second.ID))
		e.same(waits(curator, e.clock()), nil)
		e.same(must[int](e)(e.Waiting(e.ctx, g.ID)), 0)
	}},
	{"the news of a group is what was approved within the time, and the theme of the month", func(e *env) {
		g, members := e.group(1)
		reader := members[1].ReaderID
		news := func(since, until time.Time) []chalkline.GroupNews {
			e.Helper()
			return must[[]chalkline.GroupNews](e)(e.GroupNews(e.ctx, reader, since, until))
		}
		since := e.clock()
		e.same(news(since, e.pass(time.Minute)), nil)
		t := e.theme(g.ID, "2026-03", "Why?")
		old := e.approved(members[1])
		until := e.pass(time.Minute)
		g = must[chalkline.Group](e)(e.Group(e.ctx, g.ID))
		shared := func(s chalkline.Share) chalkline.SharedCard {
			return chalkline.SharedCard{Share: s, Card: must[chalkline.Card](e)(e.Card(e.ctx, 0, s.ItemID))}
		}
		e.same(news(since, until), []chalkline.GroupNews{{Group: g, Theme: &t, Fresh: true, Shared: []chalkline.SharedCard{shared(old)}}})
		e.same(news(until, e.pass(time.Minute)), nil)
		e.put(members[1])
		fresh := e.approved(members[0])
		g = must[chalkline.Group](e)(e.Group(e.ctx, g.ID))
		e.pick(reader, must[chalkline.Item](e)(e.Item(e.ctx, fresh.ItemID)), 5) // a pick of theirs does not show
		e.same(news(until, e.pass(time.Minute)), []chalkline.GroupNews{{Group: g, Theme: &t, Shared: []chalkline.SharedCard{shared(fresh)}}})
		e.same(must[[]chalkline.GroupNews](e)(e.GroupNews(e.ctx, e.reader().ID, since, e.clock())), nil)
	}},
}
