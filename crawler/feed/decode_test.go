package feed

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"
)

func inUTF16(s string, order binary.AppendByteOrder, bom bool) string {
	var out []byte
	if bom {
		out = order.AppendUint16(out, 0xfeff)
	}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

func inUTF32(s string, order binary.AppendByteOrder) string {
	var out []byte
	for _, c := range s {
		out = order.AppendUint32(out, uint32(c))
	}
	return string(out)
}

func TestCharsetsAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, contentType, want string }{
		{"UTF-8", "<r>é</r>", "", "<r>é</r>"},
		{"UTF-8 with a mark", "\xef\xbb\xbf<r>é</r>", "", "<r>é</r>"},
		{"UTF-16 with a mark, little end first", inUTF16("<r>é𝄞</r>", binary.LittleEndian, true), "", "<r>é𝄞</r>"},
		{"UTF-16 with a mark, big end first", inUTF16("<r>é</r>", binary.BigEndian, true), "", "<r>é</r>"},
		{"UTF-16 without a mark", inUTF16("<?xml version='1.0' encoding='utf-16'?><r>é</r>", binary.BigEndian, false), "", "<r>é</r>"},
		{"UTF-32 with a mark", inUTF32("\ufeff<r>é𝄞</r>", binary.LittleEndian), "", "<r>é𝄞</r>"},
		{"UTF-32 without a mark", inUTF32("<?xml version='1.0' encoding='utf-32'?><r>é</r>", binary.BigEndian), "", "<r>é</r>"},
		{"by the server", "<r>\xe9</r>", "text/xml; charset=iso-8859-1", "<r>é</r>"},
		{"by the declaration", "<?xml version='1.0' encoding='koi8-r'?><r>\xc1</r>", "text/xml", "<r>а</r>"},
		{"by the declaration, the server only guesses", "<?xml version='1.0' encoding='gb2312'?><r>\xc4\xe3</r>", "text/xml; charset=ISO-8859-1", "<r>你</r>"},
		{"UTF-8 declared as Latin", "<?xml version='1.0' encoding='iso-8859-1'?><r>é</r>", "", "<r>é</r>"},
		{"windows-1252 without a word", "<r>\x93caf\xe9\x94 \x80</r>", "", "<r>“café” €</r>"},
		{"one stray byte in UTF-8", "<r>é \x92 é</r>", "text/xml; charset=utf-8", "<r>é ’ é</r>"},
		{"windows-1252 as control characters", "<r>don\u0092t</r>", "", "<r>don’t</r>"},
		{"an unknown name", "<?xml version='1.0' encoding='klingon'?><r>é</r>", "text/xml; charset=elvish", "<r>é</r>"},
		{"UTF-16 declared by mistake", "<?xml version='1.0' encoding='utf-16'?><r>é</r>", "", "<r>é</r>"},
		{"illegal characters", "<r>a\x00b\x1fc\uffffd&#x0;e&#65;</r>", "", "<r>abcde&#65;</r>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, _ := decode([]byte(c.body), c.contentType); string(got) != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
