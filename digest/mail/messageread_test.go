package mail_test

import (
	"bytes"
	"io"
	netmail "net/mail"
	"regexp"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// TestAnotherReaderFindsNothingAmiss reads messages with a parser that others
// wrote, which notes whatever is not as the standards have it.
func TestAnotherReaderFindsNothingAmiss(t *testing.T) {
	t.Parallel()
	hebrew := strings.Repeat("תרגול מרווח במתמטיקה ", 20)
	for name, tc := range map[string]struct {
		from, subject string
		name          string // of the sender, as it is read
	}{
		"plain":                  {"Chalkline <digest@chalk.example>", "3 picks: spacing in maths, a null result on homework", "Chalkline"},
		"a bare address":         {"digest@chalk.example", "1 pick", ""},
		"a name with accents":    {"Grünes Heft – Lycée Émile <digest@chalk.example>", "2 picks: “Übung” & Größe – geprüft", "Grünes Heft – Lycée Émile"},
		"another script":         {"粉笔线 <digest@chalk.example>", "修正：间隔练习 + 6 篇", "粉笔线"},
		"emoji and a comma":      {`"Picks, weekly 📚" <digest@chalk.example>`, "👩🏽‍🏫 1 pick: 🧮, 🧠 and 📐", "Picks, weekly 📚"},
		"a long one":             {strings.Repeat("Ångström ", 30) + "<digest@chalk.example>", hebrew, ""},
		"what looks encoded":     {"Chalkline <digest@chalk.example>", "=?utf-8?q?trick?= of spacing", "Chalkline"},
		"a long word":            {"Chalkline <digest@chalk.example>", strings.Repeat("x", 2000), "Chalkline"},
		"a long word of accents": {"Chalkline <digest@chalk.example>", strings.Repeat("é", 2000), "Chalkline"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := page()
			p.From, p.Edition.Subject = tc.from, chalkline.Verbatim(tc.subject)
			m := digestOf(t, p)
			raw := rawOf(t, m)
			checkLines(t, raw)
			e, err := enmime.ReadEnvelope(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range e.Errors {
				t.Errorf("amiss: %v", fault)
			}
			if crlf(e.Text) != m.Text || crlf(e.HTML) != m.HTML {
				t.Error("the parts are not read as they were written")
			}
			if len(e.Attachments)+len(e.Inlines)+len(e.OtherParts) > 0 || e.Root.ContentType != "multipart/alternative" ||
				e.Root.FirstChild.ContentType != "text/plain" || e.Root.FirstChild.NextSibling.ContentType != "text/html" {
				t.Errorf("the message is made of %v", e.Root)
			}
			if got := e.GetHeader("Subject"); tc.subject[0] != '=' && !strings.HasPrefix(tc.subject, strings.TrimSuffix(got, "…")) || got == "" {
				t.Errorf("the subject is read as %q", got)
			}
			from, err := e.AddressList("From")
			if err != nil || len(from) != 1 || from[0].Address != "digest@chalk.example" || tc.name != "" && from[0].Name != tc.name {
				t.Errorf("the sender is read as %v, %v", from, err)
			}
			to, err := e.AddressList("To")
			if err != nil || len(to) != 1 || *to[0] != (netmail.Address{Address: p.Reader.Email}) {
				t.Errorf("the recipient is read as %v, %v", to, err)
			}
		})
	}
}

func crlf(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

var (
	encodedWord = regexp.MustCompile(`=\?[^?\s]+\?[^?\s]\?[^?\s]*\?=`)
	foldedWord  = regexp.MustCompile(`=\?`)
)

// checkLines holds a message to the lengths of RFC 5322, section 2.1.1, and RFC
// 2047, section 2.
func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
			t.Errorf("a line of %d bytes, or with an odd end: %.80q", len(line), line)
		}
	}
	for line := range strings.SplitSeq(head, "\r\n") {
		words := encodedWord.FindAllString(line, -1)
		for _, word := range words {
			if len(word) > 75 {
				t.Errorf("an encoded word of %d: %s", len(word), word)
			}
		}
		if opened := len(foldedWord.FindAllString(line, -1)); opened != len(words) {
			t.Errorf("an encoded word is broken over lines: %q", line)
		}
		if len(words) > 0 && len(line) > 76 {
			t.Errorf("a line of %d with an encoded word: %q", len(line), line)
		}
	}
}

func TestSignInIsReadByAnotherReader(t *testing.T) {
	t.Parallel()
	m := mail.SignIn(say.English, "Grünes Heft <digest@chalk.example>", "https://chalk.example", "teacher@school.example", "https://chalk.example/enter/x", "join")
	e, err := enmime.ReadEnvelope(bytes.NewReader(rawOf(t, m)))
	if err != nil || len(e.Errors) > 0 || crlf(e.Text) != m.Text || crlf(e.HTML) != m.HTML {
		t.Errorf("read with %v, %v", err, e.Errors)
	}
}

// TestHeadersOfAFullDigest states which headers a digest has, and that there is no
// other: none that a program would read as what we are not, such as a list that
// can be posted to.
func TestHeadersOfAFullDigest(t *testing.T) {
	t.Parallel()
	raw := rawOf(t, digestOf(t, page()))
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Date": "Sun, 22 Nov 2026 17:00:00 +0000", "From": `"Chalkline" <digest@chalk.example>`, "To": "<teacher@school.example>",
		"Subject": "Correction: Two minutes of doodling + 6 picks", "Message-Id": "<" + mail.MessageID(key, "digest@chalk.example", 88) + ">",
		"List-Id": "Chalkline digest <digest.chalk.example>", "List-Unsubscribe": "<https://chalk.example/unsubscribe/7.abc>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated", "Mime-Version": "1.0",
	}
	for name, values := range msg.Header {
		if len(values) != 1 || name != "Content-Type" && values[0] != want[name] {
			t.Errorf("%s: %q, want %q once", name, values, want[name])
		}
	}
	if len(msg.Header) != len(want)+1 {
		t.Errorf("headers %v", msg.Header)
	}
	if body, err := io.ReadAll(msg.Body); err != nil || bytes.Contains(body, []byte("\r\n.\r\n")) {
		t.Errorf("the body cannot go over SMTP as it is: %v", err)
	}
}
