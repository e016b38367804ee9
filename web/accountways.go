package web

import (
	"net"
	"net/http"
	"net/url"

	"github.com/go-webauthn/webauthn/webauthn"
)

// School is where accounts are that sign readers in too, by OpenID Connect. The zero
// value is nowhere.
type School struct {
	Issuer       string // its address
	ClientID     string // what this instance is called there
	ClientSecret string
	Name         string // what its accounts are called on the pages, as "School account"
	Join         bool   // who has one may join, also where joining is closed
}

// ways are the ways to sign in beside a mailed link.
type ways struct {
	keys    *webauthn.WebAuthn // nil where passkeys cannot work
	account *schoolAccounts    // nil when none are configured
}

func newWays(c Config, base *url.URL) (*ways, error) {
	w := &ways{account: newSchoolAccounts(c.School, c.Base)}
	var err error
	if passkeysWork(base) {
		w.keys, err = newPasskeys(c.Name, base)
	}
	return w, err
}

// passkeysWork says whether browsers offer passkeys at an address: it needs a name,
// and https unless it is on this machine.
func passkeysWork(base *url.URL) bool {
	host := base.Hostname()
	return net.ParseIP(host) == nil && (base.Scheme == "https" || host == "localhost")
}

// passkeys says whether passkeys work at the instance's address.
func (w *ways) passkeys() bool { return w.keys != nil }

// school is what the accounts elsewhere are called that sign readers in; "" when
// there are none.
func (w *ways) school() string {
	if w.account == nil {
		return ""
	}
	return w.account.Name
}

// issuer is who vouches for them.
func (w *ways) issuer() string {
	if w.account == nil {
		return ""
	}
	return w.account.Issuer
}

// wayRoutes are the pages of those ways.
func (s *server) wayRoutes(mux *http.ServeMux) {
	if s.ways.passkeys() {
		mux.Handle("POST /account/passkeys/begin", s.page(s.asJSON(s.postPasskeyBegin)))
		mux.Handle("POST /account/passkeys/finish", s.page(s.asJSON(s.postPasskeyFinish)))
		mux.Handle("POST /passkey/begin", s.page(s.asJSON(s.postEnterBegin)))
		mux.Handle("POST /passkey/finish", s.page(s.asJSON(s.postEnterFinish)))
	}
	if s.ways.account != nil {
		mux.Handle("POST /school", s.page(s.postSchool))
		mux.Handle("GET /school/back", s.page(s.getSchoolBack))
	}
}
