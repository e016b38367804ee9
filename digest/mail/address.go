package mail

import (
	"regexp"
	"strings"

	"golang.org/x/net/idna"

	"chalkline"
)

// Address is a mail address as a person types it in the form in which it is stored
// and mailed: that of chalkline.NormalEmail, with a domain in letters of other
// scripts as mail servers want it, "xn--...". It stands here because what can be
// mailed is decided here: the part before the @ stays ASCII, since a server that
// takes more than that (SMTPUTF8) is nothing to rely on.
func Address(typed string) (string, error) {
	start := strings.LastIndexByte(typed, '@') + 1
	end := len(typed)
	if n := strings.IndexAny(typed[start:], " \t\r\n>(),;<\""); n >= 0 {
		end = start + n
	}
	domain := typed[start:end]
	if start == 0 || isASCII(domain) {
		return chalkline.NormalEmail(typed)
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimRight(domain, ".。"))
	if err != nil {
		return "", chalkline.Errorf(chalkline.CodeInvalid, "%q is no domain, so the address cannot be right; it should look like name@school.org", chalkline.Cut(domain, 80))
	}
	return chalkline.NormalEmail(typed[:start] + ascii + typed[end:])
}

// ShowAddress is an address of Address for a person: its domain in its own script.
func ShowAddress(address string) string {
	at := strings.LastIndexByte(address, '@') + 1
	shown, err := idna.Display.ToUnicode(address[at:])
	if err != nil {
		return address
	}
	return address[:at] + shown
}

// anAddress is what looks like a mail address within a text.
var anAddress = regexp.MustCompile(`[^\s<>()\[\]"',;:]+@[^\s<>()\[\]"',;:]+`)

// WithoutAddresses is what a mail server said without the addresses in it, which
// have no place in a log.
func WithoutAddresses(text string) string {
	return anAddress.ReplaceAllLiteralString(text, "(an address)")
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7e })
}
