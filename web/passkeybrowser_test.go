package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"chalkline/store"
)

// newNamedSite is an instance under the name localhost: passkeys belong to a name.
func newNamedSite(t *testing.T, tune ...func(*Config)) *site {
	t.Helper()
	return newSite(t, append(tune, func(c *Config) { c.Base = strings.Replace(c.Base, "127.0.0.1", "localhost", 1) })...)
}

// keyring is a browser with a virtual authenticator.
type keyring struct {
	t   *testing.T
	ctx context.Context
	id  webauthn.AuthenticatorID
}

func newKeyring(t *testing.T) *keyring {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium(t))
	t.Cleanup(cancel)
	k := &keyring{t: t, ctx: ctx}
	k.do("opening a tab", chromedp.EmulateViewport(360, 780))
	_, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{})
	ok(t, err)
	k.plug()
	return k
}

// plug adds an authenticator that says yes to everything.
func (k *keyring) plug() {
	k.t.Helper()
	made, err := chromedp.Call(k.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		},
	})
	ok(k.t, err)
	k.id = made.AuthenticatorID
}

// credentials are the passkeys in the authenticator.
func (k *keyring) credentials() []*webauthn.Credential {
	k.t.Helper()
	found, err := chromedp.Call(k.ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: k.id})
	ok(k.t, err)
	return found.Credentials
}

func (k *keyring) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	k.t.Helper()
	if err := chromedp.Do(k.ctx, steps...); err != nil {
		k.t.Fatalf("%s: %v", what, err)
	}
}

func (k *keyring) follow(what string, steps ...chromedp.Action[chromedp.Void]) {
	k.t.Helper()
	if _, err := chromedp.RunResponse(k.ctx, steps...); err != nil {
		k.t.Fatalf("%s: %v", what, err)
	}
}

func (k *keyring) see(script string) string {
	k.t.Helper()
	got, err := chromedp.Run(k.ctx, chromedp.Evaluate[string](script))
	ok(k.t, err)
	return got
}

// await waits until a script finds something.
func (k *keyring) await(what, script string) string {
	k.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got, err := chromedp.Run(k.ctx, chromedp.Evaluate[string](script)); err == nil && got != "" {
			return got
		}
	}
	k.t.Fatalf("%s did not come; the page is %s", what, k.see(`location.href + ' ' + document.body.innerText`))
	return ""
}

const problemShown = `document.querySelector('form[data-passkey] .problem:not([hidden])')?.textContent || ''`

func TestAPasskeyFromAddingItToRemovingIt(t *testing.T) {
	t.Parallel()
	k := newKeyring(t)
	s := newNamedSite(t)
	said := listen(t, k.ctx)
	k.follow("joining", chromedp.Navigate(s.url+"/join"))
	k.do("writing an address", chromedp.SendKeys(`input[name=email]`, "ada@school.example"))
	k.follow("asking for a link", chromedp.Click(`form[action="/join"] button`))
	k.follow("the link", chromedp.Navigate(s.post.link(t, "ada@school.example")))
	k.follow("entering", chromedp.Click(`main form button`))
	reader, err := s.db.ReaderByEmail(t.Context(), "ada@school.example")
	ok(t, err)

	k.follow("the account", chromedp.Navigate(s.url+"/account"))
	k.do("naming it", chromedp.SendKeys(`#passkey-name`, "My phone"))
	k.follow("adding it", chromedp.Click(`form[data-passkey=add] button`))
	if got := k.see(`document.querySelector('#passkeys').parentElement.innerText`); !strings.Contains(got, "My phone") || !strings.Contains(got, "not used yet") {
		t.Errorf("the account shows %q", got)
	}
	k.do("adding it again", chromedp.Click(`form[data-passkey=add] button`))
	if got := k.await("a refusal", problemShown); !strings.Contains(got, "has a passkey for you already") {
		t.Errorf("the second one is refused with %q", got)
	}
	stored, err := s.db.Passkeys(t.Context(), reader.ID)
	ok(t, err)
	if len(stored) != 1 || strings.Contains(stored[0].Handle, "ada") || len(stored[0].Handle) < 40 || len(k.credentials()) != 1 {
		t.Fatalf("stored are %+v", stored)
	}

	signOut := func() {
		k.follow("the account", chromedp.Navigate(s.url+"/account"))
		k.follow("signing out", chromedp.Click(`form[action="/sign-out"] button`))
		k.follow("joining", chromedp.Navigate(s.url+"/join"))
	}
	signOut()
	k.follow("signing in", chromedp.Click(`form[data-passkey=enter] button`))
	if got := k.see(`location.pathname`); got != "/picks" {
		t.Errorf("signing in leads to %s", got)
	}
	stored, err = s.db.Passkeys(t.Context(), reader.ID)
	ok(t, err)
	if stored[0].Used.IsZero() {
		t.Error("the use is not noted")
	}

	// Another one with the same key has counted further.
	further := regexp.MustCompile(`"signCount":\d+`).ReplaceAllString(stored[0].Data, `"signCount":1000`)
	if further == stored[0].Data {
		t.Fatalf("the passkey does not count: %s", further)
	}
	ok(t, s.db.UsePasskey(t.Context(), stored[0].ID, further))
	signOut()
	k.do("signing in with a copy", chromedp.Click(`form[data-passkey=enter] button`))
	if got := k.await("a refusal", problemShown); !strings.Contains(got, "may have been copied") {
		t.Errorf("a copy is refused with %q", got)
	}
	k.do("signing in with it again", chromedp.Click(`form[data-passkey=enter] button`))
	if got := k.await("a refusal", problemShown); !strings.Contains(got, "may have been copied") {
		t.Errorf("a copy is refused with %q", got)
	}
	if got := k.see(`document.cookie + location.pathname`); got != "/join" {
		t.Errorf("a copy leads to %q", got)
	}

	// By mail, and away with it.
	k.do("writing an address", chromedp.SendKeys(`input[name=email]`, "ada@school.example"))
	k.follow("asking for a link", chromedp.Click(`form[action="/join"] button`))
	k.follow("the link", chromedp.Navigate(s.post.link(t, "ada@school.example")))
	k.follow("entering", chromedp.Click(`main form button`))
	k.follow("the account", chromedp.Navigate(s.url+"/account"))
	if got := k.see(`document.querySelector('#passkeys').parentElement.innerText`); !strings.Contains(got, "counter went back") {
		t.Errorf("the account shows %q", got)
	}
	k.follow("removing it", chromedp.Click(`form[action$="/remove"] button`))
	signOut()
	k.do("signing in with what was removed", chromedp.Click(`form[data-passkey=enter] button`))
	if got := k.await("a refusal", problemShown); !strings.Contains(got, "does not sign in here") {
		t.Errorf("what was removed is refused with %q", got)
	}
	if complaints := said(); strings.Contains(complaints, "Content Security Policy") {
		t.Errorf("the browser complains: %s", complaints)
	}
}

func TestPasskeysAreOfferedWhereTheyWork(t *testing.T) {
	t.Parallel()
	for base, works := range map[string]bool{
		"https://chalkline.school.example": true, "http://localhost:8443": true,
		"http://chalkline.school.example": false, "http://192.0.2.7": false, "https://192.0.2.7": false,
	} {
		s := newSite(t, func(c *Config) { c.Base = base })
		a := s.browser().get("/join")
		if strings.Contains(a.body, "data-passkey") != works {
			t.Errorf("at %s passkeys are offered: %v", base, !works)
		}
		if !works {
			lacks(t, a, "<script src=\"/static/passkey.js")
			want(t, s.browser().submit("/passkey/begin"), http.StatusNotFound)
		}
	}
}

func TestAPasskeysAnswerIsGoodForOneQuestion(t *testing.T) {
	t.Parallel()
	s := newNamedSite(t)
	b, _ := s.signIn("ada@school.example")
	visitor := s.browser()
	for _, c := range []struct {
		who    *browser
		path   string
		status int
		says   string
	}{
		{visitor, "/passkey/finish", http.StatusBadRequest, "took too long"},
		{visitor, "/account/passkeys/begin", http.StatusForbidden, "not signed in"},
		{visitor, "/account/passkeys/finish", http.StatusForbidden, "not signed in"},
		{b, "/account/passkeys/finish", http.StatusBadRequest, "took too long"},
	} {
		a := c.who.do(http.MethodPost, c.path, "{}", "Sec-Fetch-Site", "same-origin")
		want(t, a, c.status)
		has(t, a, `"problem":"`, c.says)
	}
	for _, rubbish := range []string{"{}", "", "[1,2", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`} {
		a := visitor.do(http.MethodPost, "/passkey/begin", "", "Sec-Fetch-Site", "same-origin")
		want(t, a, http.StatusOK)
		has(t, a, `"challenge":"`, `"rpId":"localhost"`, `"userVerification":"preferred"`)
		lacks(t, a, "allowCredentials")
		want(t, visitor.do(http.MethodPost, "/passkey/finish", rubbish, "Sec-Fetch-Site", "same-origin"), http.StatusForbidden)
		want(t, visitor.do(http.MethodPost, "/passkey/finish", rubbish, "Sec-Fetch-Site", "same-origin"), http.StatusBadRequest)
		want(t, b.do(http.MethodPost, "/account/passkeys/begin", "", "Sec-Fetch-Site", "same-origin"), http.StatusOK)
		want(t, b.do(http.MethodPost, "/account/passkeys/finish", rubbish, "Sec-Fetch-Site", "same-origin"), http.StatusBadRequest)
	}
	begun := visitor.do(http.MethodPost, "/passkey/begin", "", "Sec-Fetch-Site", "same-origin")
	if set := begun.header.Get("Set-Cookie"); !strings.Contains(set, "HttpOnly") || strings.Contains(set, "Max-Age=7776") {
		t.Errorf("a visitor's session is %q", set)
	}
	want(t, b.do(http.MethodPost, "/passkey/begin", "", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	for range attemptsPerClient {
		visitor.do(http.MethodPost, "/passkey/begin", "", "Sec-Fetch-Site", "same-origin")
	}
	a := visitor.do(http.MethodPost, "/passkey/begin", "", "Sec-Fetch-Site", "same-origin")
	want(t, a, http.StatusTooManyRequests)
	has(t, a, `"problem":"`)
}

func TestAReaderHasOnlySoManyPasskeys(t *testing.T) {
	t.Parallel()
	s := newNamedSite(t)
	b, reader := s.signIn("ada@school.example")
	for i := range store.MaxPasskeys {
		ok(t, s.db.AddPasskey(t.Context(), &store.Passkey{ReaderID: reader.ID, Credential: strings.Repeat("c", i+1), Name: "Key", Data: "{}"}))
	}
	page := b.get("/account")
	has(t, page, "as many as there can be")
	lacks(t, page, `data-passkey="add"`)
}
