package web

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
)

func TestASchoolAccountSignsIn(t *testing.T) {
	t.Parallel()
	s, i := newSchool(t)
	_, known := s.signIn("ada@school.example")
	verified := func(subject, email string) map[string]any {
		return map[string]any{"sub": subject, "email": email, "email_verified": true}
	}

	i.lets(verified("7", "Ada@School.example"))
	b := s.browser()
	a := b.through()
	want(t, a, http.StatusSeeOther)
	if a.place() != "/picks" || b.signedInAs() != "ada@school.example" {
		t.Fatalf("a reader is led to %s as %q", a.place(), b.signedInAs())
	}
	has(t, b.get("/account"), "School account", "Unlink")

	// Another address at the school, and another one here: the same reader.
	i.lets(verified("7", "ada.married@school.example"))
	b = s.browser()
	want(t, b.through(), http.StatusSeeOther)
	if b.signedInAs() != "ada@school.example" {
		t.Errorf("after a change of address it is %q", b.signedInAs())
	}
	if _, err := s.db.ReaderByEmail(t.Context(), "ada.married@school.example"); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Errorf("the change of address made a reader: %v", err)
	}

	// The address went to somebody else at the school.
	i.lets(verified("8", "ada@school.example"))
	b = s.browser()
	a = b.through()
	want(t, a, http.StatusForbidden)
	has(t, a, "signs in with another School account")
	if b.signedInAs() != "" {
		t.Error("the next owner of an address gets the reader")
	}

	// A newcomer joins, where joining is open.
	i.lets(verified("9", "new@school.example"))
	b = s.browser()
	a = b.through()
	want(t, a, http.StatusSeeOther)
	if !strings.HasPrefix(a.place(), "/welcome") || b.signedInAs() != "new@school.example" {
		t.Errorf("a newcomer is led to %s as %q", a.place(), b.signedInAs())
	}

	// Unlinked, it is by the address again.
	accounts, err := s.db.Identities(t.Context(), known.ID)
	ok(t, err)
	ok(t, s.db.RemoveIdentity(t.Context(), known.ID, accounts[0].ID))
	i.lets(verified("7", "ada.married@school.example"))
	b = s.browser()
	want(t, b.through(), http.StatusSeeOther)
	if b.signedInAs() != "ada.married@school.example" {
		t.Errorf("an account that was unlinked signs in as %q", b.signedInAs())
	}
}

func TestASchoolAccountNeedsACheckedAddress(t *testing.T) {
	t.Parallel()
	s, i := newSchool(t)
	s.signIn("ada@school.example")
	for name, c := range map[string]struct {
		claims, info map[string]any
		in           bool
	}{
		"not verified":                   {claims: map[string]any{"email": "ada@school.example", "email_verified": false}},
		"not said to be verified":        {claims: map[string]any{"email": "ada@school.example"}},
		"verified as some write it":      {claims: map[string]any{"email": "ada@school.example", "email_verified": "true"}, in: true},
		"no address anywhere":            {info: map[string]any{"sub": "no address anywhere"}},
		"the address on asking":          {info: map[string]any{"sub": "the address on asking", "email": "asked@school.example", "email_verified": true}, in: true},
		"the address of another account": {info: map[string]any{"sub": "else", "email": "ada@school.example", "email_verified": true}},
		"an unchecked address on asking": {info: map[string]any{"sub": "an unchecked address on asking", "email": "ada@school.example"}},
		"what is no address":             {claims: map[string]any{"email": "<script>", "email_verified": true}},
		"two addresses":                  {claims: map[string]any{"email": "x@y.example, ada@school.example", "email_verified": true}},
		"an address with a line break":   {claims: map[string]any{"email": "ada@school.example\r\nBcc: x@y.example", "email_verified": true}},
	} {
		i.mu.Lock()
		i.info = c.info
		i.mu.Unlock()
		claims := map[string]any{"sub": name}
		for k, v := range c.claims {
			claims[k] = v
		}
		i.lets(claims)
		b := s.browser()
		a := b.through()
		if in := b.signedInAs() != ""; in != c.in {
			t.Errorf("%s: signed in %v (%d)", name, in, a.status)
		}
		if !c.in {
			want(t, a, http.StatusForbidden)
			lacks(t, a, "<script>")
		}
		if c.in && name != "the address on asking" { // make room for the next
			reader, err := s.db.ReaderByEmail(t.Context(), "ada@school.example")
			ok(t, err)
			accounts, err := s.db.Identities(t.Context(), reader.ID)
			ok(t, err)
			ok(t, s.db.RemoveIdentity(t.Context(), reader.ID, accounts[0].ID))
		}
	}
}

func TestOnlyTheIssuersOwnProofIsTaken(t *testing.T) {
	t.Parallel()
	s, i := newSchool(t)
	s.signIn("ada@school.example")
	forger, err := rsa.GenerateKey(rand.Reader, 2048)
	ok(t, err)
	claims := map[string]any{"sub": "7", "email": "ada@school.example", "email_verified": true}
	for name, c := range map[string]struct {
		mend func(map[string]any)
		sign *rsa.PrivateKey
	}{
		"signed by another key": {sign: forger},
		"for another program":   {mend: func(p map[string]any) { p["aud"] = "webmail" }},
		"of another issuer":     {mend: func(p map[string]any) { p["iss"] = "https://evil.example" }},
		"too old":               {mend: func(p map[string]any) { p["exp"] = s.clock.now().Add(-time.Hour).Unix() }},
		"for another way in":    {mend: func(p map[string]any) { p["nonce"] = "other" }},
		"for no way in":         {mend: func(p map[string]any) { delete(p, "nonce") }},
		"of nobody":             {mend: func(p map[string]any) { p["sub"] = "" }},
	} {
		i.lets(claims)
		i.mu.Lock()
		i.mend, i.sign = c.mend, c.sign
		i.mu.Unlock()
		b := s.browser()
		a := b.through()
		want(t, a, http.StatusForbidden)
		if b.signedInAs() != "" {
			t.Errorf("a proof that is %s signs in", name)
		}
	}
	i.mu.Lock()
	i.mend, i.sign = nil, nil
	i.mu.Unlock()
	b := s.browser()
	to := b.away()
	state := mustQuery(t, to).Get("state")
	for _, query := range []string{
		"", "?code=x", "?code=x&state=other", "?state=&code=", "?state=" + state + "x&code=x",
	} {
		a := b.get("/school/back" + query)
		want(t, a, http.StatusGone)
		has(t, a, "begin again")
	}
	want(t, s.browser().get("/school/back?code=x&state="+state), http.StatusGone) // another browser
	want(t, b.get("/school/back?error=access_denied&state="+state), http.StatusForbidden)
	want(t, b.get("/school/back?code=x&state="+state), http.StatusGone) // it was used up

	to = b.away()
	want(t, b.get("/school/back?code=guess&state="+mustQuery(t, to).Get("state")), http.StatusForbidden)
	to = b.away()
	want(t, b.get("/school/back?code=x&iss=https://evil.example&state="+mustQuery(t, to).Get("state")), http.StatusForbidden)

	planted := b.get(b.away()).place() // an attacker's way back, opened by somebody else
	victim := s.browser()
	want(t, victim.get(planted), http.StatusGone)
	want(t, b.get(planted), http.StatusSeeOther)
	want(t, b.get(planted), http.StatusGone)
}

func mustQuery(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	ok(t, err)
	return u.Query()
}

func TestASchoolAccountIsLinkedByItsReader(t *testing.T) {
	t.Parallel()
	s, i := newSchool(t)
	i.lets(map[string]any{"sub": "7"}) // no address at all
	i.info = map[string]any{"sub": "7"}
	b, _ := s.signIn("ada@home.example")
	has(t, b.get("/account"), "Link my account: School account")
	a := b.through()
	want(t, a, http.StatusSeeOther)
	has(t, b.get(a.place()), "Linked.", "Unlink")
	fresh := s.browser()
	want(t, fresh.through(), http.StatusSeeOther)
	if fresh.signedInAs() != "ada@home.example" {
		t.Errorf("the account that was linked signs in as %q", fresh.signedInAs())
	}
	other, _ := s.signIn("bob@home.example")
	want(t, other.through(), http.StatusConflict)
	want(t, b.through(), http.StatusSeeOther) // once more does no harm
	i.lets(map[string]any{"sub": "8"})
	want(t, b.through(), http.StatusConflict)

	to := other.away()
	want(t, other.submit("/sign-out"), http.StatusSeeOther)
	want(t, other.get(other.get(to).place()), http.StatusGone)
}

func TestWhoMayJoinByASchoolAccount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ open, join, in bool }{{true, false, true}, {false, true, true}, {false, false, false}} {
		s, i := newSchool(t, func(config *Config) { config.OpenJoin, config.School.Join = c.open, c.join })
		i.lets(map[string]any{"sub": "7", "email": "new@school.example", "email_verified": true})
		b := s.browser()
		a := b.through()
		if in := b.signedInAs() != ""; in != c.in {
			t.Errorf("open %v, by account %v: in %v (%d)", c.open, c.join, in, a.status)
		}
		if !c.in {
			has(t, a, "new@school.example", "a group that was invited")
		}
	}
}

func TestAnIssuerThatIsDownKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	s, i := newSchool(t)
	i.down = true
	a := s.browser().get("/join")
	want(t, a, http.StatusOK)
	has(t, a, "Sign in with School account")
	a = s.browser().submit("/school")
	want(t, a, http.StatusServiceUnavailable)
	has(t, a, "School account does not answer just now", "mailed link")
	lacks(t, a, i.url, "502")
	s.signIn("ada@school.example")

	i.mu.Lock()
	i.down = false
	i.mu.Unlock()
	s.clock.forward(schoolAgain)
	i.lets(map[string]any{"sub": "7", "email": "ada@school.example", "email_verified": true})
	b := s.browser()
	to := b.away()
	place := b.get(to).place()
	i.mu.Lock()
	i.down = true
	i.mu.Unlock()
	want(t, b.get(place), http.StatusServiceUnavailable)
	if b.signedInAs() != "" {
		t.Error("an issuer that is down signs in")
	}
	if strings.Contains(s.log.String(), schoolSecret) {
		t.Error("the secret is in the log")
	}
	plain := newSite(t)
	lacks(t, plain.browser().get("/join"), "School account", "/school")
	want(t, plain.browser().submit("/school"), http.StatusNotFound)
}

func TestSchoolAccountsInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s, i := newSchool(t)
	i.lets(map[string]any{"sub": "7", "email": "ada@school.example", "email_verified": true})
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	said := listen(t, ctx)
	ok(t, chromedp.Do(ctx, chromedp.Navigate(s.url+"/join"), chromedp.Click(`form[action="/school"] button`)))
	at := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end) && !strings.HasPrefix(at, "/welcome"); time.Sleep(50 * time.Millisecond) {
		at, _ = chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname`))
	}
	if !strings.HasPrefix(at, "/welcome") {
		t.Errorf("the way in ends at %s", at)
	}
	if complaints := said(); complaints != "" {
		t.Errorf("the browser complains: %s", complaints)
	}
	if _, err := s.db.ReaderByEmail(t.Context(), "ada@school.example"); err != nil {
		t.Error(fmt.Errorf("there is no such reader: %w", err))
	}
}
