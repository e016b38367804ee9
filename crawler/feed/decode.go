package feed

import (
	"bytes"
	"encoding/binary"
	"mime"
	"regexp"
	"strconv"
	"unicode/utf8"

	"chalkline/crawler/charset"
)

var xmlDeclaration = regexp.MustCompile(`^<\?xml\b[^>]{0,200}?\?>`)

var declaredEncoding = regexp.MustCompile(`encoding\s*=\s*["']\s*([A-Za-z0-9._:-]+)\s*["']`)

// decode brings a document into UTF-8 without a byte order mark, an XML
// declaration, or anything in front of its first mark-up or brace. The
// declaration is dropped and not rewritten: UTF-8 is what XML is without one,
// and a declared version 1.1 would be refused. Characters that XML does not
// allow are dropped, written out or as references.
func decode(body []byte, contentType string) (doc []byte, warnings []string) {
	if wide, ok := fromUTF32(body); ok {
		body, contentType = wide, ""
	}
	doc, strays := charset.Decode(body, encodingOf(body, contentType))
	if strays > 0 {
		warnings = []string{strconv.Itoa(strays) + " bytes are not UTF-8 and were read as windows-1252"}
	}
	doc = bytes.TrimLeft(doc, " \t\r\n\x00\ufeff")
	if declaration := xmlDeclaration.FindIndex(doc); declaration != nil {
		doc = doc[declaration[1]:]
	}
	doc = dropIllegal(doc)
	return bytes.TrimLeft(doc, " \t\r\n"), warnings
}

// fromUTF32 reads UTF-32, which is told by its byte order mark or by the zeros
// around the first sign of markup, and which the web does not know.
func fromUTF32(body []byte) ([]byte, bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(body, []byte("<\x00\x00\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(body, []byte("\x00\x00\xfe\xff")), bytes.HasPrefix(body, []byte("\x00\x00\x00<")):
		order = binary.BigEndian
	default:
		return nil, false
	}
	out := make([]byte, 0, len(body)/4)
	for ; len(body) >= 4; body = body[4:] {
		c := order.Uint32(body)
		if c > utf8.MaxRune {
			c = utf8.RuneError
		}
		out = utf8.AppendRune(out, rune(c))
	}
	return out, true
}

// encodingOf is the canonical name of the encoding that the server or the
// document declares, "" when neither does or it is unknown. Servers add
// iso-8859-1 to whatever they send, so there the document is believed first.
func encodingOf(body []byte, contentType string) string {
	served := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		served = charset.Canonical(params["charset"])
	}
	declared := ""
	if declaration := xmlDeclaration.Find(bytes.TrimLeft(body, " \t\r\n")); declaration != nil {
		if found := declaredEncoding.FindSubmatch(declaration); found != nil {
			declared = charset.Canonical(string(found[1]))
		}
	}
	if served == "" || served == "windows-1252" && declared != "" {
		return declared
	}
	return served
}

// dropIllegal drops the characters that XML does not allow, and references to
// them such as &#8;. The controls U+0080 to U+009F, which nobody means, are the
// windows-1252 characters of those numbers.
func dropIllegal(doc []byte) []byte {
	if !hasIllegal(doc) {
		return doc
	}
	out := make([]byte, 0, len(doc)+len(doc)/16)
	for i := 0; i < len(doc); {
		n := illegalAt(doc[i:])
		if n == 0 {
			out = append(out, doc[i])
			i++
			continue
		}
		if doc[i] == 0xc2 {
			out = utf8.AppendRune(out, charset.Windows1252(doc[i+1]))
		}
		i += n
	}
	return out
}

func hasIllegal(doc []byte) bool {
	for i, c := range doc {
		if suspect[c] && illegalAt(doc[i:]) > 0 {
			return true
		}
	}
	return false
}

// suspect are the bytes with which something illegal may start.
var suspect = func() (bytes [256]bool) {
	for c := range ' ' {
		bytes[c] = c != '\t' && c != '\n' && c != '\r'
	}
	bytes['&'], bytes[0xc2], bytes[0xef] = true, true, true
	return bytes
}()

// illegalAt is the length of an illegal character or reference at the start of
// s, 0 when there is none.
func illegalAt(s []byte) int {
	switch c := s[0]; {
	case c < ' ':
		if c == '\t' || c == '\n' || c == '\r' {
			return 0
		}
		return 1
	case c == 0xc2 && len(s) >= 2 && s[1] < 0xa0: // U+0080 to U+009F
		return 2
	case c == 0xef && len(s) >= 3 && s[1] == 0xbf && s[2] >= 0xbe: // U+FFFE, U+FFFF
		return 3
	case c == '&' && len(s) > 3 && s[1] == '#':
		end := bytes.IndexByte(s[:min(len(s), 12)], ';')
		if end < 3 {
			return 0
		}
		digits, base := string(s[2:end]), 10
		if digits[0] == 'x' || digits[0] == 'X' {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseInt(digits, base, 32)
		if err == nil && !allowed(rune(n)) {
			return end + 1
		}
	}
	return 0
}

// allowed says whether XML 1.0 allows a character.
func allowed(c rune) bool {
	return c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000 && c <= utf8.MaxRune
}
