package mail_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"chalkline"
	"chalkline/digest/mail"
)

// keyPEM is a private key in the form that openssl writes.
func keyPEM(t testing.TB, key crypto.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func rsaKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ed25519Key(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// weakKey is an RSA key of 512 bits, which crypto/rsa does not make any more.
func weakKey(t testing.TB) []byte {
	t.Helper()
	e, one := big.NewInt(65537), big.NewInt(1)
	for {
		p, pErr := rand.Prime(rand.Reader, 256)
		q, qErr := rand.Prime(rand.Reader, 256)
		if pErr != nil || qErr != nil {
			t.Fatal(pErr, qErr)
		}
		p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
		d := new(big.Int).ModInverse(e, new(big.Int).Mul(p1, q1))
		if d == nil || p.Cmp(q) == 0 {
			continue
		}
		der, err := asn1.Marshal(struct {
			Version             int
			N, E, D, P, Q       *big.Int
			Dp, Dq, Coefficient *big.Int
		}{0, new(big.Int).Mul(p, q), e, d, p, q, new(big.Int).Mod(d, p1), new(big.Int).Mod(d, q1), new(big.Int).ModInverse(q, p)})
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: der})
	}
}

func signer(t testing.TB, key []byte) *mail.DKIM {
	t.Helper()
	d, err := mail.NewDKIM(key, "chalk.example", "chalkline")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// verified checks a message against the record that the signer publishes and
// says what is wrong with its signature.
func verified(t testing.TB, d *mail.DKIM, raw []byte) error {
	t.Helper()
	name, value, err := d.Record()
	if err != nil {
		t.Fatal(err)
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(asked string) ([]string, error) {
		if asked != name {
			t.Errorf("the record is looked for at %s and published at %s", asked, name)
		}
		return []string{value}, nil
	}})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d signatures, %v", len(found), err)
	}
	if found[0].Domain != "chalk.example" {
		t.Errorf("signed by %s", found[0].Domain)
	}
	return found[0].Err
}

// sentSigned is a message as it arrives at a server.
func sentSigned(t *testing.T, d *mail.DKIM, m mail.Message) []byte {
	t.Helper()
	s := (&server{}).start(t)
	sender := s.sender(t)
	sender.DKIM = d
	if err := sender.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return s.got[0]
}

func TestASignatureHoldsAndEveryChangeBreaksIt(t *testing.T) {
	t.Parallel()
	for name, key := range map[string][]byte{
		"RSA":                  keyPEM(t, rsaKey(t)),
		"RSA as openssl 1 had": pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey(t))}),
		"Ed25519":              keyPEM(t, ed25519Key(t)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := signer(t, key)
			raw := sentSigned(t, d, digestOf(t, page()))
			read(t, raw)
			if err := verified(t, d, raw); err != nil {
				t.Fatalf("the signature does not hold: %v", err)
			}
			for _, change := range []struct{ what, from, to string }{
				{"who sends", "From: \"Chalkline\"", "From: \"Somebody\""},
				{"to whom", "To: <teacher@", "To: <pupil@"},
				{"subject", "Subject: ", "Subject: not "},
				{"day", "Date: Sun, 22", "Date: Mon, 23"},
				{"message id", "Message-ID: <", "Message-ID: <x"},
				{"form", "MIME-Version: 1.0", "MIME-Version: 1.1"},
				{"type", "multipart/alternative", "multipart/mixed"},
				{"list", "List-Id: ", "List-Id: Other "},
				{"where to unsubscribe", "List-Unsubscribe: <https://", "List-Unsubscribe: <https://victim.example/"},
				{"how to unsubscribe", "List-Unsubscribe=One-Click", "List-Unsubscribe=No"},
				{"that it is a machine's", "auto-generated", "no"},
				{"text", "minutes", "hours"},
				{"a second From", "From: ", "From: boss@school.example\r\nFrom: "},
				{"a second subject", "Subject: ", "Subject: Urgent\r\nSubject: "},
			} {
				changed := bytes.Replace(raw, []byte(change.from), []byte(change.to), 1)
				if bytes.Equal(raw, changed) {
					t.Fatalf("the message has no %q", change.from)
				}
				if verified(t, d, changed) == nil {
					t.Errorf("the signature holds though somebody changed the %s", change.what)
				}
			}
		})
	}
}

func TestWhatASignedMessageDoesNotSayNobodyCanAdd(t *testing.T) {
	t.Parallel()
	d := signer(t, keyPEM(t, ed25519Key(t)))
	m := message()
	m.ListID, m.Unsubscribe = "", ""
	raw := sentSigned(t, d, m)
	if err := verified(t, d, raw); err != nil {
		t.Fatal(err)
	}
	if verified(t, d, append([]byte("List-Unsubscribe: <https://victim.example/>\r\n"), raw...)) == nil {
		t.Error("a header about unsubscribing was added and the signature holds")
	}
}

func TestAKeyThatCannotSignIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := keyPEM(t, ed25519Key(t))
	public, err := x509.MarshalPKIXPublicKey(ed25519Key(t).Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		key              []byte
		domain, selector string
		want             string
	}{
		"nothing":             {nil, "chalk.example", "chalkline", "no key in PEM form"},
		"a password":          {[]byte("s3cret"), "chalk.example", "chalkline", "no key in PEM form"},
		"a broken key":        {[]byte(strings.Replace(string(good), "\nM", "\nN", 1)), "chalk.example", "chalkline", "cannot be used"},
		"the public half":     {pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), "chalk.example", "chalkline", "a public key, not a private key"},
		"an elliptic curve":   {keyPEM(t, curve), "chalk.example", "chalkline", "neither RSA nor Ed25519"},
		"an RSA key to break": {weakKey(t), "chalk.example", "chalkline", "512 bits"},
		"no domain":           {good, "", "chalkline", `domain ""`},
		"a domain in two":     {good, "chalk.example; d=bank.example", "chalkline", "not a DNS name"},
		"no selector":         {good, "chalk.example", "", `selector ""`},
		"a selector in two":   {good, "chalk.example", "a b", "not a DNS name"},
	} {
		_, err := mail.NewDKIM(test.key, test.domain, test.selector)
		if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one sentence with %q", name, err, test.want)
		}
	}
}

func TestTheRecordFitsTheKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		string(keyPEM(t, rsaKey(t))):     "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
		string(keyPEM(t, ed25519Key(t))): "v=DKIM1; k=ed25519; p=",
	} {
		name, value, err := signer(t, []byte(key)).Record()
		if err != nil || name != "chalkline._domainkey.chalk.example" || !strings.HasPrefix(value, want) {
			t.Errorf("%s TXT %s: %v", name, value, err)
		}
	}
}

func TestEveryHeaderOfADigestIsSigned(t *testing.T) {
	t.Parallel()
	d := signer(t, keyPEM(t, ed25519Key(t)))
	header := read(t, sentSigned(t, d, digestOf(t, page()))).header
	_, list, _ := strings.Cut(header.Get("Dkim-Signature"), " h=")
	list, _, _ = strings.Cut(strings.ToLower(list), ";")
	for name := range header {
		if name != "Dkim-Signature" && !slices.Contains(strings.Split(list, ":"), strings.ToLower(name)) {
			t.Errorf("%s is not signed: %s", name, list)
		}
	}
}
