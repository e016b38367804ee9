package storetest

import (
	"errors"
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

var accountTests = []test{
	{"a session is its reader's until it ends", func(e *env) {
		r, other := e.reader(), e.reader()
		signIn := func(token string, reader chalkline.ReaderID, device string) {
			e.ok(e.SetSessionReader(e.ctx, token, reader, device))
			e.ok(e.Sessions().CommitCtx(e.ctx, token, []byte("data"), e.clock().Add(90*24*time.Hour)))
		}
		signedIn := func(token string) chalkline.ReaderID {
			r, err := e.SessionReader(e.ctx, token)
			if err != nil {
				e.code(chalkline.CodeNotFound, err)
			}
			return r.ID
		}
		signIn("phone", r.ID, "Firefox on Android")
		e.pass(48 * time.Hour)
		signIn("desk", r.ID, "")
		signIn("theirs", other.ID, "")
		e.same([]chalkline.ReaderID{signedIn("phone"), signedIn("desk"), signedIn("theirs"), signedIn("nobody's")}, []chalkline.ReaderID{r.ID, r.ID, other.ID, 0})
		e.pass(24 * time.Hour)
		e.ok(e.SeeSession(e.ctx, "phone", "Firefox on Windows"))
		first := time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC) // days, not times
		list := must[[]store.Session](e)(e.ReaderSessions(e.ctx, r.ID))
		e.same(list, []store.Session{
			{Hash: chalkline.HashSecret("phone"), Device: "Firefox on Windows", Since: first, Seen: first.AddDate(0, 0, 3)},
			{Hash: chalkline.HashSecret("desk"), Since: first.AddDate(0, 0, 2), Seen: first.AddDate(0, 0, 2)},
		})
		e.code(chalkline.CodeNotFound, e.EndSession(e.ctx, other.ID, list[0].Hash))
		e.ok(e.EndSession(e.ctx, r.ID, list[0].Hash))
		e.code(chalkline.CodeNotFound, e.EndSession(e.ctx, r.ID, list[0].Hash))
		e.same(signedIn("phone"), chalkline.ReaderID(0))
		signIn("phone", r.ID, "")
		e.same(must[int](e)(e.EndSessions(e.ctx, r.ID, "desk")), 1)
		e.same([]chalkline.ReaderID{signedIn("phone"), signedIn("desk"), signedIn("theirs")}, []chalkline.ReaderID{0, r.ID, other.ID})
		e.pass(90 * 24 * time.Hour)
		e.same(signedIn("desk"), chalkline.ReaderID(0))
		e.same(must[[]store.Session](e)(e.ReaderSessions(e.ctx, r.ID)), nil)
	}},
	{"a session that was ended does not come back when a request of it is stored late", func(e *env) {
		r := e.reader()
		e.ok(e.SetSessionReader(e.ctx, "t", r.ID, ""))
		must[int](e)(e.EndSessions(e.ctx, r.ID, ""))
		e.ok(e.Sessions().CommitCtx(e.ctx, "t", []byte("data"), e.clock().Add(time.Hour)))
		_, err := e.SessionReader(e.ctx, "t")
		e.code(chalkline.CodeNotFound, err)
		e.same(must[[]store.Session](e)(e.ReaderSessions(e.ctx, r.ID)), nil)
	}},
	{"a passkey signs in until it is doubted or removed", func(e *env) {
		r, other := e.reader(), e.reader()
		p := store.Passkey{ReaderID: r.ID, Credential: "c1", Handle: "h", Name: "Phone", Data: `{"n":1}`}
		e.ok(e.AddPasskey(e.ctx, &p))
		second := store.Passkey{ReaderID: r.ID, Credential: "c2", Handle: "h", Name: "Key", Data: `{}`}
		e.ok(e.AddPasskey(e.ctx, &second))
		e.code(chalkline.CodeConflict, e.AddPasskey(e.ctx, &store.Passkey{ReaderID: other.ID, Credential: "c1"}))
		e.code(chalkline.CodeNotFound, e.AddPasskey(e.ctx, &store.Passkey{ReaderID: 99, Credential: "c3"}))
		e.same(must[[]store.Passkey](e)(e.Passkeys(e.ctx, r.ID)), []store.Passkey{p, second})
		e.same(must[store.Passkey](e)(e.Passkey(e.ctx, "c1")), p)
		_, err := e.Passkey(e.ctx, "unknown")
		e.code(chalkline.CodeNotFound, err)

		e.pass(24 * time.Hour)
		e.ok(e.UsePasskey(e.ctx, p.ID, `{"n":2}`))
		p.Data, p.Used = `{"n":2}`, time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC)
		e.same(must[store.Passkey](e)(e.Passkey(e.ctx, "c1")), p)
		e.ok(e.DoubtPasskey(e.ctx, p.ID))
		e.code(chalkline.CodeDenied, e.UsePasskey(e.ctx, p.ID, `{"n":3}`))
		p.DoubtedAt = e.clock()
		e.same(must[store.Passkey](e)(e.Passkey(e.ctx, "c1")), p)

		e.code(chalkline.CodeNotFound, e.RemovePasskey(e.ctx, other.ID, p.ID))
		e.ok(e.RemovePasskey(e.ctx, r.ID, p.ID))
		e.code(chalkline.CodeNotFound, e.RemovePasskey(e.ctx, r.ID, p.ID))
		e.same(must[[]store.Passkey](e)(e.Passkeys(e.ctx, r.ID)), []store.Passkey{second})
	}},
	{"a reader has only so many passkeys, also when many are added at once", func(e *env) {
		r := e.reader()
		names := make(chan string, 2*store.MaxPasskeys)
		for i := range cap(names) {
			names <- strings.Repeat("c", i+1)
		}
		e.same(race(e, cap(names), func() (bool, error) {
			err := e.AddPasskey(e.ctx, &store.Passkey{ReaderID: r.ID, Credential: <-names})
			if chalkline.ErrorCode(err) == chalkline.CodeInvalid {
				return false, nil
			}
			return true, err
		}), store.MaxPasskeys)
	}},
	{"an account elsewhere belongs to one reader, and a reader has one of an issuer", func(e *env) {
		r, other := e.reader(), e.reader()
		e.ok(e.AddIdentity(e.ctx, r.ID, "https://id.example", "7"))
		e.ok(e.AddIdentity(e.ctx, r.ID, "https://other.example", "7"))
		e.code(chalkline.CodeConflict, e.AddIdentity(e.ctx, other.ID, "https://id.example", "7"))
		e.code(chalkline.CodeConflict, e.AddIdentity(e.ctx, r.ID, "https://id.example", "8"))
		e.same(must[chalkline.Reader](e)(e.ReaderByIdentity(e.ctx, "https://id.example", "7")).ID, r.ID)
		for _, unknown := range [][2]string{{"https://id.example", "8"}, {"https://ID.example", "7"}, {"", ""}} {
			_, err := e.ReaderByIdentity(e.ctx, unknown[0], unknown[1])
			e.code(chalkline.CodeNotFound, err)
		}
		list := must[[]store.Identity](e)(e.Identities(e.ctx, r.ID))
		e.same(len(list), 2)
		e.code(chalkline.CodeNotFound, e.RemoveIdentity(e.ctx, other.ID, list[0].ID))
		e.ok(e.RemoveIdentity(e.ctx, r.ID, list[0].ID))
		e.ok(e.AddIdentity(e.ctx, other.ID, "https://id.example", "7"))
	}},
	{"an address changes by the link that was mailed to the new one, once", func(e *env) {
		r := e.reader()
		e.ok(e.SetMailError(e.ctx, r.ID, chalkline.Verbatim("550 no such mailbox")))
		e.ok(e.AskAddress(e.ctx, store.AddressChange{Hash: "first", ReaderID: r.ID, Email: "typo@school.example", ExpiresAt: e.clock().Add(time.Hour)}))
		e.ok(e.AskAddress(e.ctx, store.AddressChange{Hash: "link", ReaderID: r.ID, Email: "new@school.example", ExpiresAt: e.clock().Add(time.Hour)}))
		e.same(must[string](e)(e.AskedAddress(e.ctx, r.ID)), "new@school.example")
		_, err := e.PeekAddress(e.ctx, "first") // the second one is in its place
		e.code(chalkline.CodeExpired, err)
		e.same(must[store.AddressChange](e)(e.PeekAddress(e.ctx, "link")).Email, "new@school.example")
		item := e.appraised(e.source().ID)
		edition := chalkline.Edition{Subject: chalkline.Verbatim("S"), At: r.DigestAt, Picks: []chalkline.PickID{e.pick(r.ID, item, 1).ID}}
		must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(time.Hour)))
		e.ok(e.CreateLink(e.ctx, chalkline.Link{Hash: "old", Purpose: chalkline.LinkSignIn, Email: r.Email}))

		e.same(race(e, 8, func() (bool, error) {
			_, before, err := e.ChangeAddress(e.ctx, "link", "back", e.clock().Add(24*time.Hour))
			if chalkline.ErrorCode(err) == chalkline.CodeExpired {
				return false, nil
			}
			if before != r.Email {
				return false, errors.New("the address before was " + before)
			}
			return true, err
		}), 1)
		changed := must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID))
		e.same([]any{changed.Email, changed.MailError}, []any{"new@school.example", chalkline.Text{}})
		e.same(must[[]chalkline.Delivery](e)(e.Deliveries(e.ctx, 1))[0].Address, "new@school.example")
		_, err = e.PeekLink(e.ctx, "old")
		e.code(chalkline.CodeExpired, err)
		e.same(must[string](e)(e.AskedAddress(e.ctx, r.ID)), "")
	}},
	{"an address that was changed can be taken back, which ends all that came since", func(e *env) {
		r := e.reader()
		ask := func(hash, email, back string) {
			e.pass(time.Minute)
			e.ok(e.AskAddress(e.ctx, store.AddressChange{Hash: hash, ReaderID: r.ID, Email: email, ExpiresAt: e.clock().Add(time.Hour)}))
			_, _, err := e.ChangeAddress(e.ctx, hash, back, e.clock().Add(24*time.Hour))
			e.ok(err)
		}
		ask("l1", "thief@else.example", "back to the first")
		ask("l2", "thief2@else.example", "back to the thief")
		e.ok(e.SetSessionReader(e.ctx, "thief's", r.ID, ""))
		e.ok(e.AddPasskey(e.ctx, &store.Passkey{ReaderID: r.ID, Credential: "thief's"}))
		e.ok(e.AddIdentity(e.ctx, r.ID, "https://id.example", "thief"))
		e.apiToken(r.ID, true)
		// A way back of a thief does not end the one that was there before.
		_, _, err := e.ChangeAddress(e.ctx, "back to the thief", "", time.Time{})
		e.ok(err)
		ask("l3", "thief3@else.example", "back to the thief again")
		_, before, err := e.ChangeAddress(e.ctx, "back to the first", "", time.Time{})
		e.ok(err)
		e.same([]string{before, must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).Email}, []string{"thief3@else.example", r.Email})
		e.same([]int{
			len(must[[]store.Session](e)(e.ReaderSessions(e.ctx, r.ID))), len(must[[]store.Passkey](e)(e.Passkeys(e.ctx, r.ID))),
			len(must[[]store.Identity](e)(e.Identities(e.ctx, r.ID))), len(must[[]store.APIToken](e)(e.APITokens(e.ctx, r.ID))),
		}, []int{0, 0, 0, 0})
		_, err = e.PeekAddress(e.ctx, "back to the thief again")
		e.code(chalkline.CodeExpired, err)
	}},
	{"an address of another reader is not taken over, and a link that is too old does nothing", func(e *env) {
		r, other := e.reader(), e.reader()
		e.ok(e.AskAddress(e.ctx, store.AddressChange{Hash: "link", ReaderID: r.ID, Email: other.Email, ExpiresAt: e.clock().Add(time.Hour)}))
		_, _, err := e.ChangeAddress(e.ctx, "link", "back", e.clock().Add(time.Hour))
		e.code(chalkline.CodeConflict, err)
		e.pass(time.Hour)
		_, _, err = e.ChangeAddress(e.ctx, "link", "back", e.clock().Add(time.Hour))
		e.code(chalkline.CodeExpired, err)
		e.ok(e.AskAddress(e.ctx, store.AddressChange{Hash: "dropped", ReaderID: r.ID, Email: "new@school.example", ExpiresAt: e.clock().Add(time.Hour)}))
		e.ok(e.DropAddress(e.ctx, r.ID))
		_, err = e.PeekAddress(e.ctx, "dropped")
		e.code(chalkline.CodeExpired, err)
		e.same(must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID)).Email, r.Email)
	}},
}
