package chalkline

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Key is the instance's secret. It lives in a file beside the database, never
// in it, so that neither a copy of the database nor a backup gives away a
// feed address or lets anyone forge a link.
type Key [32]byte

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // never fails: crypto/rand ends the program instead
	return k
}

// ParseKey reads a key from its text form (see String).
func ParseKey(text string) (Key, error) {
	var k Key
	raw, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != len(k) {
		return k, Errorf(CodeInvalid, "an instance key is 64 hexadecimal digits")
	}
	copy(k[:], raw)
	return k, nil
}

// String is the key in hexadecimal digits.
func (k Key) String() string { return hex.EncodeToString(k[:]) }

// Derive makes the secret that belongs to a purpose and a seed: 43 characters
// that are safe in a URL.
func (k Key) Derive(purpose, seed string) string {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write([]byte(seed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Sign makes a link token that carries value in the open and proves that this
// instance made it for purpose. Value must not contain a dot.
func (k Key) Sign(purpose, value string) string { return value + "." + k.Derive(purpose, value) }

// Verify is the value of a token made by Sign for the same purpose.
func (k Key) Verify(purpose, token string) (value string, ok bool) {
	value, sig, found := strings.Cut(token, ".")
	if !found || subtle.ConstantTimeCompare([]byte(sig), []byte(k.Derive(purpose, value))) != 1 {
		return "", false
	}
	return value, true
}

// NewSecret makes a random secret of 256 bits, 43 characters safe in a URL.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// HashSecret is the form in which a secret is stored. Secrets have 256 random
// bits, so a plain hash is enough: there is nothing to guess.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// FeedSecret is the secret of a feed token.
func (k Key) FeedSecret(t Token) string { return k.Derive("feed", t.Seed) }

// NewToken makes a reader's feed token, ready to be stored.
func (k Key) NewToken(reader ReaderID, name string) Token {
	t := Token{ReaderID: reader, Name: name, Seed: NewSecret()}
	t.Hash = HashSecret(k.FeedSecret(t))
	return t
}
