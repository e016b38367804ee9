package mail

import (
	htmltemplate "html/template"
	"strings"
	"testing"
	texttemplate "text/template"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

func TestAMessageIsMadeWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	const half = "begins {{.Subject}} and {{.Subject.Breaks}}"
	failingText := templates{
		text: texttemplate.Must(texttemplate.New("digest.txt").Parse(half)),
		html: htmltemplate.Must(htmltemplate.New("digest.html").Parse("whole")),
	}
	failingHTML := templates{
		text: texttemplate.Must(texttemplate.New("digest.txt").Parse("whole")),
		html: htmltemplate.Must(htmltemplate.New("digest.html").Parse(half)),
	}
	p := Page{
		From: "digest@chalk.example", Base: "https://chalk.example", Reader: chalkline.Reader{Email: "teacher@school.example", Schedule: chalkline.DefaultSchedule("UTC")},
		Edition: chalkline.Edition{ID: 12, Subject: chalkline.Verbatim("1 pick"), At: time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)},
	}
	for name, set := range map[string]templates{"text": failingText, "HTML": failingHTML} {
		m, err := set.digest(p)
		if err == nil || !strings.Contains(err.Error(), "edition 12") {
			t.Errorf("failing %s: error %v", name, err)
		}
		if m != (Message{}) {
			t.Errorf("failing %s: half a message %+v", name, m)
		}
	}
	p.From = "nobody"
	if m, err := written(say.English).digest(p); chalkline.ErrorCode(err) != chalkline.CodeInvalid || m != (Message{}) {
		t.Errorf("without a sender: %+v, %v", m, err)
	}
}

func TestLinesAreAtMostAsLongAsTheyMayBe(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		indent     int
		text, want string
	}{
		"short":           {2, " one \n two ", "one two"},
		"nothing":         {0, "", ""},
		"a long word":     {2, "a " + strings.Repeat("x", 100), "a\n  " + strings.Repeat("x", 70) + "\n  " + strings.Repeat("x", 30)},
		"a long address":  {0, "at https://chalk.example/" + strings.Repeat("x", 80) + " now", "at\nhttps://chalk.example/" + strings.Repeat("x", 80) + "\nnow"},
		"without a space": {0, strings.Repeat("字", 80), strings.Repeat("字", 72) + "\n" + strings.Repeat("字", 8)},
	} {
		if got := wrap(tc.indent, tc.text); got != tc.want {
			t.Errorf("%s:\n%q, want\n%q", name, got, tc.want)
		}
	}
}

func TestHostsAreWrittenInASCII(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://chalk.example":            "https://chalk.example",
		"https://schüle.example:8443/u/7?": "https://xn--schle-mva.example:8443/u/7?",
		"http://127.0.0.1:31080":           "http://127.0.0.1:31080",
		"":                                 "",
	} {
		if got := asciiHost(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}
