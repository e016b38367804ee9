package websub

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // WebSub allows it, and the largest hub uses nothing else
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"strings"
)

// methods are the ways to sign that WebSub knows.
var methods = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// signature is what a hub signed a push with.
type signature struct {
	method func() hash.Hash
	sum    []byte
}

// parseSignature reads a signature such as "sha256=1a2b...".
func parseSignature(header string) (signature, error) {
	name, value, _ := strings.Cut(strings.TrimSpace(header), "=")
	method, known := methods[strings.ToLower(name)]
	if !known || len(value) != hex.EncodedLen(method().Size()) {
		return signature{}, errors.New("no usable signature")
	}
	sum, err := hex.DecodeString(value)
	if err != nil {
		return signature{}, errors.New("no usable signature")
	}
	return signature{method: method, sum: sum}, nil
}

// of says whether the signature was made of body with the secret.
func (s signature) of(body []byte, secret string) bool {
	mac := hmac.New(s.method, []byte(secret))
	_, _ = mac.Write(body) // never fails
	return hmac.Equal(mac.Sum(nil), s.sum)
}
