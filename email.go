package chalkline

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
)

// NormalEmail is the address in the form in which it is stored and compared:
// without a display name, a comment, quotes or a dot at the end, lower case. What
// it returns is name@domain with nothing in it that a header or a mail server could
// read in two ways: letters, digits and a few signs of ASCII. A domain in other
// letters comes in as "xn--..."; see package digest/mail.
func NormalEmail(address string) (string, error) {
	refuse := func(why string) (string, error) {
		return "", Errorf(CodeInvalid, "%q %s", Cut(address, 80), why)
	}
	if len(address) > mostTyped {
		return refuse("is too long for a mail address")
	}
	typed := strings.TrimRight(strings.TrimFunc(address, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }), ".")
	a, err := mail.ParseAddress(strings.Replace(typed, ".>", ">", 1))
	if err != nil {
		if list, err := mail.ParseAddressList(typed); err == nil && len(list) > 1 {
			return refuse("is more than one mail address; give one")
		}
		return refuse("is not a mail address; it should look like name@school.org")
	}
	at := strings.LastIndexByte(a.Address, '@')
	local, domain := a.Address[:max(at, 0)], strings.ToLower(a.Address[at+1:])
	switch {
	case strings.ContainsFunc(local, func(r rune) bool { return r > 0x7e }):
		return refuse("has letters before the @ that many mail servers do not take; give an address with the letters a to z there")
	case !mailLocal.MatchString(local):
		return refuse("has signs before the @ that many mail servers do not take, such as spaces or quotes; give another address")
	case len(local) > 64:
		return refuse("has more than 64 letters before the @, more than a mail server takes")
	case len(domain) > 253 || len(a.Address) > 254:
		return refuse("is longer than the 254 letters that a mail address may have")
	case !mailDomain.MatchString(domain):
		return refuse("does not end in a domain as school.org after the @")
	}
	return strings.ToLower(local) + "@" + domain, nil
}

// mostTyped is how much is looked at, in bytes: an address, and a name beside it.
const mostTyped = 1000

// The two halves of an address that is sent to: a dot-atom of RFC 5322, and a
// domain of at least two labels whose last is no number (RFC 1123, section 2.1).
var (
	mailLocal  = regexp.MustCompile("^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	mailDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
)
