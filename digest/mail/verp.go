package mail

import (
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"net/mail"
	"strconv"
	"strings"

	"chalkline"
)

// A mail that comes back names the one that left by one of two things that only
// this instance can make: the address that it comes back to (a variable envelope
// return path), or the message id in the header that it returns. Both carry the
// delivery in the open and a signature over it, in digits and small letters,
// since mail systems change the case of either.

// signatureBytes is the length of a signature: 80 bits, 16 letters and digits.
const signatureBytes = 10

// maxReturnLocal is how long the local part of the base may be: RFC 5321,
// section 4.5.3.1.1, lets a local part have 64 octets, and what is put behind it
// has at most 1 + 19 + 1 + 16.
const maxReturnLocal = 64 - 37

// idLocal begins the message id of a delivery.
const idLocal = "delivery-"

var signatureText = base32.StdEncoding.WithPadding(base32.NoPadding)

// signature proves that this instance wrote value for that purpose.
func signature(key chalkline.Key, purpose, value string) string {
	code, _ := base64.RawURLEncoding.DecodeString(key.Derive(purpose, value)) // as Derive writes it
	return strings.ToLower(signatureText.EncodeToString(code[:signatureBytes]))
}

// signed is a delivery with its signature, as "123.abcdefghijklmnop".
func signed(key chalkline.Key, purpose string, d chalkline.DeliveryID) string {
	digits := strconv.FormatInt(int64(d), 10)
	return digits + "." + signature(key, purpose, digits)
}

// verify reads what signed made; false means that somebody else made it.
func verify(key chalkline.Key, purpose, text string) (chalkline.DeliveryID, bool) {
	digits, sig, found := strings.Cut(text, ".")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !found || err != nil || n <= 0 || strconv.FormatInt(n, 10) != digits {
		return 0, false
	}
	if subtle.ConstantTimeCompare([]byte(strings.ToLower(sig)), []byte(signature(key, purpose, digits))) != 1 {
		return 0, false
	}
	return chalkline.DeliveryID(n), true
}

// CheckReturnBase says what is wrong with an address that mail is to come back
// to.
func CheckReturnBase(base string) error {
	a, err := mail.ParseAddress(base)
	if err != nil || a.Address != base {
		return chalkline.Errorf(chalkline.CodeInvalid, "%q is not a plain mail address, as bounces@chalk.example.org", chalkline.Cut(base, 80))
	}
	local, _ := cutAddress(base)
	if len(local) > maxReturnLocal || strings.Contains(local, `"`) {
		return chalkline.Errorf(chalkline.CodeInvalid, "%q is too long before the @: at most %d characters, because the delivery is put behind them", base, maxReturnLocal)
	}
	return nil
}

// ReturnPath is the address that the mail of a delivery comes back to when it
// cannot be delivered: base, as bounces@chalk.example, with the delivery and a
// signature in it. It is "" when base is.
func ReturnPath(key chalkline.Key, base string, d chalkline.DeliveryID) string {
	if base == "" {
		return ""
	}
	local, domain := cutAddress(base)
	return local + "+" + signed(key, "return path", d) + "@" + domain
}

// ParseReturnPath is the delivery that ReturnPath put into an address; false
// when it did not make it.
func ParseReturnPath(key chalkline.Key, base, address string) (chalkline.DeliveryID, bool) {
	wantLocal, wantDomain := cutAddress(strings.ToLower(base))
	local, domain := cutAddress(strings.ToLower(address))
	rest, found := strings.CutPrefix(local, wantLocal+"+")
	if base == "" || !found || domain != wantDomain {
		return 0, false
	}
	return verify(key, "return path", rest)
}

// MessageID is the id of a delivery's message, the same for each attempt, so
// that a mail server or a mail program recognises a repeat. From is the sender,
// whose domain it bears.
func MessageID(key chalkline.Key, from string, d chalkline.DeliveryID) string {
	domain := "localhost"
	if a, err := mail.ParseAddress(from); err == nil {
		_, domain = cutAddress(a.Address)
	}
	return idLocal + signed(key, "message id", d) + "@" + domain
}

// ParseMessageID is the delivery that MessageID put into an id; false when it
// did not make it. The domain does not matter: the sender may have changed since.
func ParseMessageID(key chalkline.Key, messageID string) (chalkline.DeliveryID, bool) {
	local, _ := cutAddress(strings.ToLower(strings.Trim(messageID, "<> \t")))
	rest, found := strings.CutPrefix(local, idLocal)
	if !found {
		return 0, false
	}
	return verify(key, "message id", rest)
}

// cutAddress is what stands before and behind the last @.
func cutAddress(address string) (local, domain string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, ""
	}
	return address[:at], address[at+1:]
}
