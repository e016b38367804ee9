package mail_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func message() mail.Message {
	return mail.Message{
		From: "Chalkline <digest@chalk.example>", To: "teacher@school.example", Subject: "1 pick: Spacing", Text: "Grüße.\n", HTML: "<p>Grüße.</p>\n",
		MessageID: "delivery-1.abc@chalk.example", ListID: "Chalkline digest <digest.chalk.example>",
		Unsubscribe: "https://chalk.example/unsubscribe/7.abc", At: digesttest.Now,
	}
}

// wire is a message as a mail program reads it.
type wire struct {
	header     netmail.Header
	text, html string
}

// read reads a message with the standard library alone, and checks its form.
func read(t testing.TB, raw []byte) wire {
	t.Helper()
	if bytes.Contains(bytes.ReplaceAll(raw, []byte("\r\n"), nil), []byte("\n")) {
		t.Error("a line ends without CR")
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("line of %d bytes", len(line))
		}
		for _, b := range line {
			if b >= 0x80 {
				t.Fatalf("8-bit byte in %q", line)
			}
		}
	}
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("type %q: %v", kind, err)
	}
	w := wire{header: msg.Header}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for i, want := range []string{"text/plain", "text/html"} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil || kind != want || params["charset"] != "UTF-8" || part.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Errorf("part %d: %v, %v", i, part.Header, err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			w.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		} else {
			w.html = strings.ReplaceAll(string(body), "\r\n", "\n")
		}
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("more than two parts: %v", err)
	}
	return w
}

func rawOf(t testing.TB, m mail.Message) []byte {
	t.Helper()
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAMessageHasTheHeadersOfListMail(t *testing.T) {
	t.Parallel()
	w := read(t, rawOf(t, message()))
	for name, want := range map[string]string{
		"From":                  `"Chalkline" <digest@chalk.example>`,
		"To":                    "<teacher@school.example>",
		"Subject":               "1 pick: Spacing",
		"Date":                  "Sun, 22 Nov 2026 17:00:00 +0000",
		"Message-Id":            "<delivery-1.abc@chalk.example>",
		"Mime-Version":          "1.0",
		"Auto-Submitted":        "auto-generated",
		"List-Id":               "Chalkline digest <digest.chalk.example>",
		"List-Unsubscribe":      "<https://chalk.example/unsubscribe/7.abc>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
	} {
		if got := w.header[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q once", name, got, want)
		}
	}
	if len(w.header) != 11 {
		t.Errorf("%d headers, want those and Content-Type only: %v", len(w.header), w.header)
	}
	if w.text != "Grüße.\n" || w.html != "<p>Grüße.</p>\n" {
		t.Errorf("text %q, HTML %q", w.text, w.html)
	}
}

func TestTheSameMessageIsTheSameBytes(t *testing.T) {
	t.Parallel()
	first := rawOf(t, message())
	for range 20 {
		if again := rawOf(t, message()); !bytes.Equal(first, again) {
			t.Fatalf("differs:\n%s\n%s", first, again)
		}
	}
}

func TestAMessageThatIsNoListMailSaysNothingOfLists(t *testing.T) {
	t.Parallel()
	m := message()
	m.ListID, m.Unsubscribe, m.MessageID, m.At = "", "", "", time.Time{}
	w := read(t, rawOf(t, m))
	for _, name := range []string{"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"} {
		if _, has := w.header[name]; has {
			t.Errorf("has %s", name)
		}
	}
	if id := w.header.Get("Message-Id"); !strings.HasSuffix(id, "@chalk.example>") || len(id) < 40 {
		t.Errorf("message id %q", id)
	}
	if at, err := w.header.Date(); err != nil || time.Since(at) > time.Minute {
		t.Errorf("date %v, %v", at, err)
	}
}

func TestOneClickNeedsHTTPS(t *testing.T) {
	t.Parallel()
	m := message()
	m.Unsubscribe = "http://127.0.0.1:8080/unsubscribe/7.abc"
	w := read(t, rawOf(t, m))
	if w.header.Get("List-Unsubscribe") == "" || w.header.Get("List-Unsubscribe-Post") != "" {
		t.Errorf("headers %v", w.header)
	}
}

func TestSubjectsAndNamesOfEveryScript(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"3 Übungen für später", "القراءة في الصف", "読書 📚 und mehr", strings.Repeat("ä", 300), "=?utf-8?q?trick?=", ""} {
		m := message()
		m.Subject = subject
		m.From = "Grünes Heft <digest@chalk.example>"
		w := read(t, rawOf(t, m))
		decoded, err := new(mime.WordDecoder).DecodeHeader(w.header.Get("Subject"))
		if err != nil || decoded != subject && subject != "=?utf-8?q?trick?=" {
			t.Errorf("subject %q arrives as %q: %v", subject, decoded, err)
		}
		from, err := w.header.AddressList("From")
		if err != nil || from[0].Name != "Grünes Heft" {
			t.Errorf("from %v: %v", from, err)
		}
	}
}

func TestNoFieldCanAddAHeader(t *testing.T) {
	t.Parallel()
	const evil = "\r\nBcc: everyone@victim.example\r\n\r\nbody"
	for name, set := range map[string]func(*mail.Message){
		"sender":      func(m *mail.Message) { m.From += evil },
		"sender name": func(m *mail.Message) { m.From = "\"Chalk" + evil + "\" <digest@chalk.example>" },
		"recipient":   func(m *mail.Message) { m.To += evil },
		"recipients":  func(m *mail.Message) { m.To += ", everyone@victim.example" },
		"subject":     func(m *mail.Message) { m.Subject += evil },
		"bare CR":     func(m *mail.Message) { m.Subject += "\rBcc: everyone@victim.example" },
		"message id":  func(m *mail.Message) { m.MessageID += evil },
		"list id":     func(m *mail.Message) { m.ListID += evil },
		"unsubscribe": func(m *mail.Message) { m.Unsubscribe += evil },
		"two links":   func(m *mail.Message) { m.Unsubscribe += ">, <https://victim.example/" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := message()
			set(&m)
			raw, err := m.Bytes()
			if err != nil {
				if chalkline.ErrorCode(err) != chalkline.CodeInvalid {
					t.Errorf("refused without a word to the operator: %v", err)
				}
				return
			}
			w := read(t, raw)
			if _, has := w.header["Bcc"]; has || len(w.header) != 11 || strings.Contains(w.header.Get("List-Unsubscribe"), "victim") {
				t.Errorf("headers %v", w.header)
			}
		})
	}
}
