package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"chalkline"
	"chalkline/store"
)

var readerTests = []test{
	{"a reader is kept whole", func(e *env) {
		r := chalkline.Reader{
			Email: "ada@school.example", Role: chalkline.RoleOperator, DigestAt: start.Add(time.Hour), PickAt: start.Add(time.Minute),
			Schedule:  chalkline.Schedule{Every: chalkline.EveryDays, Weekday: time.Friday, Days: 127, Hour: 7, Zone: "Europe/Berlin", Minutes: 15},
			MailError: chalkline.Textf("it came back with: %s", "550 no such user"),
			Class:     chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}, Subjects: []chalkline.TopicID{"maths"}, Country: "DE"},
			Wants: chalkline.Wants{
				Minutes: 5, Least: chalkline.GradeC, NoOpinion: true, Languages: []string{"en", "de"}, Alone: true,
				Weights: map[chalkline.PartName]float64{chalkline.PartTaste: 0, chalkline.PartEvidence: 1.5},
			},
		}
		e.ok(e.CreateReader(e.ctx, &r))
		e.same(r.CreatedAt, start)
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)), r)
		e.same(must[chalkline.Reader](e)(e.ReaderByEmail(e.ctx, r.Email)), r)
		e.same(must[[]chalkline.Reader](e)(e.Readers(e.ctx)), []chalkline.Reader{r})
	}},
	{"two readers cannot have one address", func(e *env) {
		a := e.reader()
		e.code(chalkline.CodeConflict, e.CreateReader(e.ctx, &chalkline.Reader{Email: a.Email}))
	}},
	{"unknown readers are not found", func(e *env) {
		_, err := e.Reader(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
		_, err = e.ReaderByEmail(e.ctx, "no\x00body")
		e.code(chalkline.CodeNotFound, err)
		e.code(chalkline.CodeNotFound, e.SetSchedule(e.ctx, 99, chalkline.DefaultSchedule(""), time.Time{}))
		e.code(chalkline.CodeNotFound, e.SetMailError(e.ctx, 99, chalkline.Text{}))
		e.code(chalkline.CodeNotFound, e.SetClass(e.ctx, 99, chalkline.Class{}))
		e.code(chalkline.CodeNotFound, e.SetRole(e.ctx, 99, chalkline.RoleOperator))
		e.code(chalkline.CodeNotFound, e.DeleteReader(e.ctx, 99))
		e.code(chalkline.CodeNotFound, e.SetFollows(e.ctx, 99, nil))
	}},
	{"what a reader wants is kept, and makes picks due", func(e *env) {
		r := e.reader()
		must[int](e)(e.SavePicks(e.ctx, r.ID, nil, e.clock(), e.clock().Add(time.Hour)))
		r.PickAt = e.pass(time.Minute)
		r.Wants = chalkline.Wants{Minutes: 20, Weights: map[chalkline.PartName]float64{chalkline.PartRarity: 2}}
		e.ok(e.SetWants(e.ctx, r.ID, r.Wants))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)), r)
		r.Wants = chalkline.Wants{}
		e.ok(e.SetWants(e.ctx, r.ID, r.Wants))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)), r)
		e.code(chalkline.CodeNotFound, e.SetWants(e.ctx, 99, r.Wants))
	}},
	{"schedule, class, role and mail error change alone", func(e *env) {
		want := e.reader()
		want.Class = chalkline.Class{Phases: []chalkline.Phase{chalkline.PhaseSecondary}, Country: "GB"}
		e.ok(e.SetClass(e.ctx, want.ID, want.Class))
		want.Role, want.MailError, want.DigestAt = chalkline.RoleOperator, chalkline.Verbatim("bounced"), time.Time{}
		want.Schedule = chalkline.Schedule{Every: chalkline.Never, Zone: "UTC"}
		e.ok(e.SetRole(e.ctx, want.ID, want.Role))
		e.ok(e.SetMailError(e.ctx, want.ID, want.MailError))
		e.ok(e.SetSchedule(e.ctx, want.ID, want.Schedule, want.DigestAt))
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, want.ID)), want)
	}},
	{"a reader who switches the digest off is sent nothing that waits", func(e *env) {
		id := e.delivery()
		d := must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 1))[0]
		off := chalkline.Schedule{Every: chalkline.Never, Zone: "UTC"}
		e.ok(e.SetSchedule(e.ctx, d.ReaderID, off, time.Time{}))
		_, claimed, err := e.ClaimDelivery(e.ctx, id)
		e.ok(err)
		e.same(claimed, false)
	}},
	{"follows that change while picks are made leave picks due", func(e *env) {
		r := e.reader()
		read := e.clock()
		e.pass(time.Minute)
		e.ok(e.SetFollows(e.ctx, r.ID, nil))
		must[int](e)(e.SavePicks(e.ctx, r.ID, nil, read, read.Add(day)))
		e.same(must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10)), []chalkline.ReaderID{r.ID})
	}},
	{"a database is used with one key until it is forgotten", func(e *env) {
		e.same(must[string](e)(e.Fingerprint(e.ctx, "one")), "one")
		e.same(must[string](e)(e.Fingerprint(e.ctx, "two")), "one")
		r := e.reader()
		e.ok(e.CreateToken(e.ctx, &chalkline.Token{ReaderID: r.ID, Hash: "h"}))
		e.ok(e.ForgetKey(e.ctx))
		e.same(must[string](e)(e.Fingerprint(e.ctx, "two")), "two")
		e.same(len(must[[]chalkline.Token](e)(e.Tokens(e.ctx, r.ID))), 0)
	}},
	{"there is an operator or not", func(e *env) {
		r := e.reader()
		e.same(must[bool](e)(e.HasOperator(e.ctx)), false)
		e.ok(e.SetRole(e.ctx, r.ID, chalkline.RoleOperator))
		e.same(must[bool](e)(e.HasOperator(e.ctx)), true)
	}},
	{"follows are replaced and make picks due", func(e *env) {
		r := e.reader()
		must[int](e)(e.SavePicks(e.ctx, r.ID, nil, e.clock(), e.clock().Add(time.Hour)))
		e.same(must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10)), nil)
		follows := []chalkline.Follow{
			{Kind: chalkline.FollowTopic, Value: "phonics", Weight: 1},
			{Kind: chalkline.FollowQuery, Value: `"spaced practice"`, Weight: 0.5},
			{Kind: chalkline.FollowSource, Value: "12", Mute: true},
		}
		e.ok(e.SetFollows(e.ctx, r.ID, append(follows, follows...)))
		e.ok(e.SetFollows(e.ctx, r.ID, follows))
		e.same(must[[]chalkline.Follow](e)(e.Follows(e.ctx, r.ID)), follows)
		e.same(must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10)), []chalkline.ReaderID{r.ID})
	}},
	{"follows that are changed at once are all kept, and picks are due only when something changes", func(e *env) {
		r := e.reader()
		e.code(chalkline.CodeNotFound, e.ChangeFollows(e.ctx, 99, func(now []chalkline.Follow) []chalkline.Follow { return now }))
		var names atomic.Int64
		e.same(race(e, 8, func() (bool, error) {
			f := chalkline.Follow{Kind: chalkline.FollowAuthor, Value: fmt.Sprint(names.Add(1)), Weight: 1}
			return true, e.ChangeFollows(e.ctx, r.ID, func(now []chalkline.Follow) []chalkline.Follow { return append(now, f) })
		}), 8)
		e.same(len(must[[]chalkline.Follow](e)(e.Follows(e.ctx, r.ID))), 8)
		must[int](e)(e.SavePicks(e.ctx, r.ID, nil, e.clock(), e.clock().Add(time.Hour)))
		e.ok(e.ChangeFollows(e.ctx, r.ID, func(now []chalkline.Follow) []chalkline.Follow { return now }))
		e.same(must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10)), nil)
		e.ok(e.ChangeFollows(e.ctx, r.ID, func(now []chalkline.Follow) []chalkline.Follow { return now[1:] }))
		e.same(must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10)), []chalkline.ReaderID{r.ID})
	}},
	{"a reader may say several things of an item but useful and not for me replace each other", func(e *env) {
		item, r := e.appraised(e.source().ID), e.reader()
		for _, kind := range []chalkline.FeedbackKind{"useful", "saved", "useful", "not_for_me"} {
			e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, kind))
		}
		said := func() []chalkline.FeedbackKind { return must[chalkline.Card](e)(e.Card(e.ctx, r.ID, item.ID)).Feedback }
		e.same(said(), []chalkline.FeedbackKind{"not_for_me", "saved"})
		e.ok(e.RemoveFeedback(e.ctx, r.ID, item.ID, "saved"))
		e.ok(e.RemoveFeedback(e.ctx, r.ID, item.ID, "hidden"))
		e.same(said(), []chalkline.FeedbackKind{"not_for_me"})
		e.same(must[chalkline.Card](e)(e.Card(e.ctx, e.reader().ID, item.ID)).Feedback, nil)
	}},
	{"feedback names an item and a kind that exist", func(e *env) {
		r := e.reader()
		e.code(chalkline.CodeNotFound, e.AddFeedback(e.ctx, r.ID, 99, chalkline.FeedbackUseful))
		e.code(chalkline.CodeInvalid, e.AddFeedback(e.ctx, r.ID, 99, "adored"))
	}},
	{"a reader who leaves takes everything along and nothing of others", func(e *env) {
		item := e.appraised(e.source().ID)
		leaves, stays := e.reader(), e.reader()
		for _, r := range []chalkline.Reader{leaves, stays} {
			pick := e.pick(r.ID, item, 1)
			e.ok(e.SetFollows(e.ctx, r.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "t", Weight: 1}}))
			e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackSaved))
			e.ok(e.SaveTastes(e.ctx, []store.Taste{{Reader: r.ID, Data: []byte{1}}}))
			e.ok(e.CreateToken(e.ctx, &chalkline.Token{ReaderID: r.ID, Hash: "token of " + r.Email}))
			e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "link of " + r.Email, Email: r.Email, Purpose: chalkline.LinkSignIn}))
			e.ok(e.Sessions().CommitCtx(e.ctx, "session of "+r.Email, []byte("data"), e.clock().Add(time.Hour)))
			e.ok(e.SetSessionReader(e.ctx, "session of "+r.Email, r.ID, ""))
			edition := chalkline.Edition{Subject: chalkline.Verbatim("S"), At: r.DigestAt, Picks: []chalkline.PickID{pick.ID}}
			must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(time.Hour)))
		}
		e.ok(e.DeleteReader(e.ctx, leaves.ID))
		for _, r := range []struct {
			chalkline.Reader
			n int
		}{{leaves, 0}, {stays, 1}} {
			has := func(err error) int {
				if err != nil {
					return 0
				}
				return 1
			}
			_, reader := e.Reader(e.ctx, r.ID)
			_, token := e.TokenByHash(e.ctx, "token of "+r.Email)
			_, link := e.PeekLink(e.ctx, "link of "+r.Email)
			_, session, err := e.Sessions().FindCtx(e.ctx, "session of "+r.Email)
			e.ok(err)
			e.same(session, r.n == 1)
			e.same([]int{
				has(reader), has(token), has(link), len(must[[]chalkline.Follow](e)(e.Follows(e.ctx, r.ID))), len(e.cards(r.ID)),
				len(must[chalkline.Card](e)(e.Card(e.ctx, r.ID, item.ID)).Feedback),
				len(must[[]chalkline.Edition](e)(e.Editions(e.ctx, r.ID, 10))), len(must[store.Taste](e)(e.Taste(e.ctx, r.ID)).Data),
				len(must[[]store.Example](e)(e.Examples(e.ctx, r.ID, 10))),
			}, []int{r.n, r.n, r.n, r.n, r.n, r.n, r.n, r.n, r.n})
		}
		e.same(len(must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 10))), 1)
		e.same(e.reader().ID > stays.ID, true) // an id is never given again
	}},
}

var secretTests = []test{
	{"a token is found by its hash until it is revoked", func(e *env) {
		r, other := e.reader(), e.reader()
		first := chalkline.Token{ReaderID: r.ID, Name: "phone", Seed: "s1", Hash: "h1"}
		second := chalkline.Token{ReaderID: r.ID, Name: "laptop", Seed: "s2", Hash: "h2"}
		e.ok(e.CreateToken(e.ctx, &first))
		e.ok(e.CreateToken(e.ctx, &second))
		e.same(must[[]chalkline.Token](e)(e.Tokens(e.ctx, r.ID)), []chalkline.Token{first, second})
		e.same(must[chalkline.Token](e)(e.TokenByHash(e.ctx, "h2")), second)
		e.code(chalkline.CodeNotFound, e.RevokeToken(e.ctx, other.ID, second.ID))
		e.ok(e.RevokeToken(e.ctx, r.ID, second.ID))
		_, err := e.TokenByHash(e.ctx, "h2")
		e.code(chalkline.CodeNotFound, err)
		e.same(must[[]chalkline.Token](e)(e.Tokens(e.ctx, r.ID)), []chalkline.Token{first})
	}},
	{"a token belongs to a reader", func(e *env) {
		e.code(chalkline.CodeNotFound, e.CreateToken(e.ctx, &chalkline.Token{ReaderID: 99, Hash: "h"}))
	}},
	{"a link is used once", func(e *env) {
		l := chalkline.Link{
			Hash: "h", Purpose: chalkline.LinkJoin, Email: "a@b.example", Zone: "Asia/Tokyo", CreatedAt: start,
			ExpiresAt: start.Add(chalkline.LinkLife),
		}
		e.ok(e.CreateLink(e.ctx, l))
		for range 3 { // looking at it changes nothing
			e.same(must[chalkline.Link](e)(e.PeekLink(e.ctx, "h")), l)
		}
		e.same(race(e, 20, func() (bool, error) {
			got, err := e.UseLink(e.ctx, "h")
			if chalkline.ErrorCode(err) == chalkline.CodeExpired {
				return false, nil
			}
			e.same(got, l)
			return true, err
		}), 1)
		_, err := e.PeekLink(e.ctx, "h")
		e.code(chalkline.CodeExpired, err)
	}},
	{"a link that is too old or unknown is expired", func(e *env) {
		e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "h", Purpose: chalkline.LinkSignIn, Email: "a@b.example"}))
		e.pass(chalkline.LinkLife)
		for _, hash := range []string{"h", "other", "\x00"} {
			_, err := e.PeekLink(e.ctx, hash)
			e.code(chalkline.CodeExpired, err)
			_, err = e.UseLink(e.ctx, hash)
			e.code(chalkline.CodeExpired, err)
		}
	}},
	{"a session is found until it expires or is deleted", func(e *env) {
		s := e.Sessions()
		find := func(token string) string {
			data, ok, err := s.FindCtx(e.ctx, token)
			e.ok(err)
			e.same(ok, data != nil)
			return string(data)
		}
		e.ok(s.CommitCtx(e.ctx, "t", []byte("one"), e.clock().Add(time.Hour)))
		e.ok(s.CommitCtx(e.ctx, "t", []byte("two\x00\xff"), e.clock().Add(time.Hour)))
		e.same(find("t"), "two\x00\xff")
		e.same(find("unknown"), "")
		e.pass(time.Hour)
		e.same(find("t"), "")
		e.ok(s.Commit("u", []byte("x"), e.clock().Add(time.Hour)))
		_, ok, err := s.Find("u")
		e.ok(err)
		e.same(ok, true)
		e.ok(s.Delete("u"))
		e.ok(s.DeleteCtx(e.ctx, "u"))
		e.same(find("u"), "")
	}},
	{"a session has its reader before it is stored", func(e *env) {
		r := e.reader()
		e.ok(e.SetSessionReader(e.ctx, "t", r.ID, ""))
		_, ok, err := e.Sessions().FindCtx(e.ctx, "t")
		e.ok(err)
		e.same(ok, false)
		e.ok(e.Sessions().CommitCtx(e.ctx, "t", []byte("x"), e.clock().Add(time.Hour)))
		e.ok(e.DeleteReader(e.ctx, r.ID))
		_, ok, err = e.Sessions().FindCtx(e.ctx, "t")
		e.ok(err)
		e.same(ok, false)
	}},
	{"a sweep deletes what is over and nothing else", func(e *env) {
		e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "old", Purpose: chalkline.LinkSignIn, Email: "a@b.example"}))
		e.ok(e.Sessions().CommitCtx(e.ctx, "old", []byte("x"), e.clock().Add(time.Minute)))
		e.pass(time.Hour)
		e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "new", Purpose: chalkline.LinkSignIn, Email: "a@b.example"}))
		e.ok(e.Sessions().CommitCtx(e.ctx, "new", []byte("x"), e.clock().Add(time.Minute)))
		e.ok(e.Sweep(e.ctx))
		must[chalkline.Link](e)(e.PeekLink(e.ctx, "new"))
		_, ok, err := e.Sessions().FindCtx(e.ctx, "new")
		e.ok(err)
		e.same(ok, true)
		e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "old", Purpose: chalkline.LinkSignIn, Email: "a@b.example"})) // it is free again
	}},
}
