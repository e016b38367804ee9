// Package charset brings documents of the web into UTF-8, whatever they are
// labelled: by byte order mark, by the label that the server or the document
// gives, and byte by byte where neither is right.
package charset

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// Decode brings body into UTF-8 without a byte order mark. Label is the
// encoding that the server or the document states, as Canonical names it, or
// "". Strays counts the bytes that were not UTF-8 where they should have been
// and were read as windows-1252.
func Decode(body []byte, label string) (doc []byte, strays int) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return mend(body[3:])
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return fromUTF16(body[2:], binary.LittleEndian), 0
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return fromUTF16(body[2:], binary.BigEndian), 0
	case bytes.HasPrefix(body, []byte("<\x00")), bytes.HasPrefix(body, []byte("{\x00")):
		return fromUTF16(body, binary.LittleEndian), 0
	case bytes.HasPrefix(body, []byte("\x00<")), bytes.HasPrefix(body, []byte("\x00{")):
		return fromUTF16(body, binary.BigEndian), 0
	}
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
	return decoded, 0
}

// Canonical is the name that the encoding standard of the web gives to a label,
// "" when it knows none. UTF-16 counts as unknown: a document whose label can
// be read as ASCII is not in it.
func Canonical(label string) string {
	_, name := charset.Lookup(label)
	if strings.HasPrefix(name, "utf-16") {
		return ""
	}
	return name
}

// eastAsian are encodings of several bytes a character.
var eastAsian = map[string]bool{
	"gbk": true, "gb18030": true, "big5": true, "euc-jp": true, "shift_jis": true, "euc-kr": true,
}

// mend turns bytes that should be UTF-8 into UTF-8. Bytes that are not are
// taken for windows-1252, one by one: a single one among good text costs only
// itself, and a text that is windows-1252 throughout comes out whole.
func mend(body []byte) (doc []byte, strays int) {
	if utf8.Valid(body) {
		return body, 0
	}
	var out bytes.Buffer
	out.Grow(len(body) + len(body)/16)
	for i := 0; i < len(body); {
		c, size := utf8.DecodeRune(body[i:])
		if c == utf8.RuneError && size == 1 {
			c = Windows1252(body[i])
			strays++
		}
		out.WriteRune(c)
		i += size
	}
	return out.Bytes(), strays
}

// windows1252 are the characters of the bytes 0x80 to 0x9f.
var windows1252 = [...]rune{
	'€', 0xfffd, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0xfffd, 'Ž', 0xfffd,
	0xfffd, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0xfffd, 'ž', 'Ÿ',
}

// Windows1252 is the character that a byte stands for in windows-1252.
func Windows1252(b byte) rune {
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
