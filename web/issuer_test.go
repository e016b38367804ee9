package web

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
)

// issuer is a school's sign-in service. It lets in whoever it is told to.
type issuer struct {
	t   *testing.T
	url string
	key *rsa.PrivateKey
	now func() time.Time

	mu     sync.Mutex
	claims map[string]any        // of whom it lets in
	info   map[string]any        // what its userinfo says; nil for the claims
	mend   func(map[string]any)  // changes a proof before it is signed
	sign   *rsa.PrivateKey       // in place of key
	down   bool                  // it answers nothing
	asked  map[string]url.Values // what came with a code
}

const (
	schoolClient = "chalkline"
	schoolSecret = "a secret of the school"
)

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	ok(t, err)
	i := &issuer{t: t, key: key, asked: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]any{
			"issuer": i.url, "authorization_endpoint": i.url + "/authorize", "token_endpoint": i.url + "/token", "jwks_uri": i.url + "/keys",
			"userinfo_endpoint": i.url + "/me", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": b64(i.key.N.Bytes()), "e": b64(big.NewInt(int64(i.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		writeJSON(w, i.info)
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		down := i.down
		i.mu.Unlock()
		if down {
			http.Error(w, "away", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	i.url = server.URL
	return i
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// lets has the issuer let in who has these claims from now on.
func (i *issuer) lets(claims map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.claims = claims
}

func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	q := r.URL.Query()
	if q.Get("client_id") != schoolClient || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || len(q.Get("state")) < 40 {
		i.t.Errorf("the issuer is asked with %v", q)
	}
	code := chalkline.NewSecret()
	i.asked[code] = q
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {i.url}}.Encode(), http.StatusSeeOther)
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	asked, known := i.asked[r.FormValue("code")]
	delete(i.asked, r.FormValue("code"))
	id, secret, _ := r.BasicAuth()
	if secret, err := url.QueryUnescape(secret); err != nil || id != schoolClient || secret != schoolSecret {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"error":"invalid_client"}`))
		return
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || b64(sum[:]) != asked.Get("code_challenge") || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	now := i.now()
	proof := map[string]any{"iss": i.url, "aud": schoolClient, "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for name, value := range i.claims {
		proof[name] = value
	}
	if i.mend != nil {
		i.mend(proof)
	}
	key := i.key
	if i.sign != nil {
		key = i.sign
	}
	body, err := json.Marshal(proof)
	if err != nil {
		i.t.Error(err)
	}
	signed := b64([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + b64(body)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		i.t.Error(err)
	}
	writeJSON(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": signed + "." + b64(signature)})
}

// newSchool is an instance with accounts of a school.
func newSchool(t *testing.T, tune ...func(*Config)) (*site, *issuer) {
	t.Helper()
	i := newIssuer(t)
	s := newSite(t, append([]func(*Config){func(c *Config) {
		i.now = c.Now
		c.School = School{Issuer: i.url, ClientID: schoolClient, ClientSecret: schoolSecret, Name: "School account"}
	}}, tune...)...)
	return s, i
}

// away begins signing in and gives the address that the page leads to.
func (b *browser) away() string {
	b.site.t.Helper()
	a := b.submit("/school")
	want(b.site.t, a, http.StatusOK)
	_, rest, _ := strings.Cut(a.body, `content="0; url=`)
	to, _, found := strings.Cut(rest, `"`)
	if !found {
		b.site.t.Fatalf("the page does not lead on: %s", a.body)
	}
	return html.UnescapeString(to)
}

// through signs in at the issuer and comes back.
func (b *browser) through() answer {
	b.site.t.Helper()
	a := b.get(b.away())
	want(b.site.t, a, http.StatusSeeOther)
	return b.get(a.place(), "Sec-Fetch-Site", "cross-site")
}

func (b *browser) signedInAs() string {
	b.site.t.Helper()
	a := b.get("/account")
	if a.status != http.StatusOK {
		return ""
	}
	_, rest, _ := strings.Cut(a.body, `You read with this address: <strong class="whole">`)
	email, _, _ := strings.Cut(rest, "<")
	return email
}
