package feed

import (
	"bytes"
	"encoding/binary"
	"io"
	"mime"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

var xmlDeclaration = regexp.MustCompile(`^<\?xml\b[^>]{0,200}?\?>`)

var declaredEncoding = regexp.MustCompile(`encoding\s*=\s*["']\s*([A-Za-z0-9._:-]+)\s*["']`)

// decode brings a document into UTF-8 without a byte order mark, an XML
// declaration, or anything in front of its first mark-up or brace. The
// declaration is dropped and not rewritten: UTF-8 is what XML is without one,
// and a declared version 1.1 would be refused. Characters that XML does not
// allow are dropped, written out or as references.
func decode(body []byte, contentType string) (doc []byte, warnings []string) {
	doc, warnings = toUTF8(body, contentType)
	doc = bytes.TrimLeft(doc, " \t\r\n\x00\ufeff")
	if declaration := xmlDeclaration.FindIndex(doc); declaration != nil {
		doc = doc[declaration[1]:]
	}
	doc = dropIllegal(doc)
	return bytes.TrimLeft(doc, " \t\r\n"), warnings
}

func toUTF8(body []byte, contentType string) ([]byte, []string) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return mend(body[3:])
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return fromUTF16(body[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return fromUTF16(body[2:], binary.BigEndian), nil
	case bytes.HasPrefix(body, []byte("<\x00")), bytes.HasPrefix(body, []byte("{\x00")):
		return fromUTF16(body, binary.LittleEndian), nil
	case bytes.HasPrefix(body, []byte("\x00<")), bytes.HasPrefix(body, []byte("\x00{")):
		return fromUTF16(body, binary.BigEndian), nil
	}
	label := encodingOf(body, contentType)
	if label == "" || label == "utf-8" || utf8.Valid(body) && !strings.Contains(label, "2022") && !eastAsian[label] {
		// Text that is valid UTF-8 is nothing else, whatever it is labelled,
		// unless the label names an encoding whose bytes can look like it.
		return mend(body)
	}
	reader, err := charset.NewReaderLabel(label, bytes.NewReader(body))
	if err != nil {
		return mend(body)
	}
	decoded, err := io.ReadAll(reader)
	if err != nil {
		return mend(body)
	}
	return decoded, nil
}

// eastAsian are encodings of several bytes a character.
var eastAsian = map[string]bool{
	"gbk": true, "gb18030": true, "big5": true, "euc-jp": true, "shift_jis": true, "euc-kr": true,
}

// encodingOf is the canonical name of the encoding that the server or the
// document declares, "" when neither does or it is unknown. Servers add
// iso-8859-1 to whatever they send, so there the document is believed first.
func encodingOf(body []byte, contentType string) string {
	served := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		served = canonical(params["charset"])
	}
	declared := ""
	if declaration := xmlDeclaration.Find(bytes.TrimLeft(body, " \t\r\n")); declaration != nil {
		if found := declaredEncoding.FindSubmatch(declaration); found != nil {
			declared = canonical(string(found[1]))
		}
	}
	if served == "" || served == "windows-1252" && declared != "" {
		return declared
	}
	return served
}

// canonical is the name that the encoding standard of the web gives to a label.
func canonical(label string) string {
	_, name := charset.Lookup(label)
	if strings.HasPrefix(name, "utf-16") {
		return "" // it would have been seen: the document reads as ASCII
	}
	return name
}

// mend turns bytes that should be UTF-8 into UTF-8. Bytes that are not are
// taken for windows-1252, one by one: a single one among good text costs only
// itself, and a text that is windows-1252 throughout comes out whole.
func mend(body []byte) ([]byte, []string) {
	if utf8.Valid(body) {
		return body, nil
	}
	var out bytes.Buffer
	out.Grow(len(body) + len(body)/16)
	strays := 0
	for i := 0; i < len(body); {
		c, size := utf8.DecodeRune(body[i:])
		if c == utf8.RuneError && size == 1 {
			c = fromWindows1252(body[i])
			strays++
		}
		out.WriteRune(c)
		i += size
	}
	return out.Bytes(), []string{strconv.Itoa(strays) + " bytes are not UTF-8 and were read as windows-1252"}
}

// windows1252 are the characters of the bytes 0x80 to 0x9f.
var windows1252 = [...]rune{
	'€', 0xfffd, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0xfffd, 'Ž', 0xfffd,
	0xfffd, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0xfffd, 'ž', 'Ÿ',
}

func fromWindows1252(b byte) rune {
	if b >= 0x80 && b < 0xa0 {
		return windows1252[b-0x80]
	}
	return rune(b)
}

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = order.Uint16(body[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
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
			out = utf8.AppendRune(out, fromWindows1252(doc[i+1]))
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
