package bounce_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"chalkline/digest/mail/bounce"
)

// The delivery that the mails in testdata are about.
const (
	returnPath = "bounces+41.mfrggzdfmztwq2lk@chalk.example"
	messageID  = "delivery-41.nbswy3dpeb3w64tm@chalk.example"
)

func TestMailsAreReadForWhatTheyAre(t *testing.T) {
	t.Parallel()
	cases := []struct {
		file   string
		states string
		kind   bounce.Kind
		code   string
		reason string // part of it
	}{
		{"postfix-unknown", "no such user", bounce.Hard, "5.1.1", "550 5.1.1 <t.marsh@school.example>: Recipient address rejected: User unknown"},
		{"postfix-full", "a full mailbox", bounce.Soft, "5.2.2", "Mailbox full"},
		{"postfix-expired", "given up after days", bounce.Soft, "4.4.1", "timed out"},
		{"postfix-delayed", "a delay is no failure", bounce.Ignored, "", "delayed"},
		{"postfix-nodomain", "a domain that is not there today", bounce.Soft, "5.4.4", "Host not found"},
		{"postfix-spam", "a block list says nothing of the mailbox", bounce.Refused, "5.7.1", "blocklist"},
		{"postfix-delivered", "news of success", bounce.Ignored, "", "delivered"},
		{"status-says-nothing", "the diagnostic says more than the status", bounce.Hard, "5.1.1", "User unknown"},
		{"bare-550", "a code and words that say nothing", bounce.Soft, "550", "mailbox unavailable"},
		{"bare-550-unknown", "words that say it", bounce.Hard, "550", "No such user"},
		{"filter-spf", "a filter with the wrong code", bounce.Refused, "5.1.0", "SPF"},
		{"nullmx", "a domain without mail", bounce.Hard, "5.1.10", "nullMX"},
		{"moved", "a mailbox that moved", bounce.Hard, "5.1.6", "moved"},
		{"too-large", "a mail that is too large", bounce.Refused, "5.3.4", "size"},
		{"bad-sender", "our own address is the fault", bounce.Refused, "5.1.8", "Sender address"},
		{"closed", "a closed mailbox", bounce.Hard, "5.2.1", "inactive"},
		{"gmail", "parts within parts", bounce.Hard, "5.1.1", "does not exist"},
		{"exchange", "not in the directory", bounce.Hard, "5.1.10", "RecipientNotFound"},
		{"exchange-restricted", "a list closed to outsiders", bounce.Refused, "5.7.1", "authentication required"},
		{"sendmail", "no diagnostic, but a transcript", bounce.Hard, "5.1.1", "User unknown"},
		{"international", "other characters, packed in base64", bounce.Hard, "5.1.1", "Empfänger unbekannt"},
		{"two-recipients", "the gravest of several", bounce.Hard, "5.1.1", "no such user here"},
		{"wrapped", "a report within a gateway's mail", bounce.Hard, "5.1.1", "user unknown"},
		{"qmail", "qmail's text", bounce.Hard, "5.1.1", "no mailbox here by that name"},
		{"exim", "Exim's text, a code with words", bounce.Hard, "550", "Unrouteable address"},
		{"exim-full", "Exim's text, words only", bounce.Soft, "", "mailbox is full"},
		{"exim-warning", "Exim still tries", bounce.Ignored, "", "delay"},
		{"exchange-old-text", "an old Exchange's text", bounce.Hard, "5.1.1", "#5.1.1"},
		{"html-only", "a text in HTML", bounce.Soft, "5.2.2", "over quota"},
		{"vacation", "somebody is away", bounce.Ignored, "", "program"},
		{"challenge", "a question to the sender", bounce.Ignored, "", "program"},
		{"displayed", "a read receipt", bounce.Ignored, "", "displayed"},
		{"arf", "a complaint", bounce.Complaint, "", "abuse"},
		{"arf-redacted", "a complaint without addresses", bounce.Complaint, "", "abuse"},
		{"arf-not-spam", "the opposite of a complaint", bounce.Other, "", "not-spam"},
		{"arf-auth-failure", "a report about DKIM", bounce.Other, "", "auth-failure"},
		{"person", "a person complains, and mentions codes", bounce.Other, "", ""},
		{"person-forwards", "a person sends the mail on", bounce.Other, "", ""},
		{"own-bounce-subject", "a person writes of deliveries", bounce.Other, "", ""},
		{"hostile-control", "control characters", bounce.Hard, "5.1.1", `550 5.1.1 [2J[31mlevel=error msg="all gone" A`},
		{"hostile-nested", "parts within parts without end", bounce.Soft, "", ""},
		{"hostile-many-parts", "more parts than anybody needs", bounce.Other, "", ""},
		{"hostile-cut-off", "a report cut off in its last line", bounce.Hard, "5.1.1", "5.1.1"},
		{"hostile-no-boundary", "a report without parts", bounce.Soft, "", ""},
		{"hostile-header", "a header that is none", bounce.Other, "", ""},
		{"hostile-encoding", "characters and encoding that do not exist", bounce.Hard, "5.1.1", "unknown user"},
		{"empty", "nothing", bounce.Other, "", ""},
	}
	for _, tc := range cases {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			got, err := bounce.Read(bytes.NewReader(file(t, tc.file)))
			if err != nil {
				t.Fatal(err)
			}
			if got.Kind != tc.kind || got.Code != tc.code || !strings.Contains(got.Reason, tc.reason) {
				t.Errorf("%s: got %s %q %q, want %s %q %q", tc.states, got.Kind, got.Code, got.Reason, tc.kind, tc.code, tc.reason)
			}
			plain(t, got)
		})
	}
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(files) != len(cases) {
		t.Errorf("%d files, %d cases (%v)", len(files), len(cases), err)
	}
}

func TestReportsNameTheirDelivery(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]bool{ // the return path, the message id
		"postfix-unknown":   {true, true},
		"gmail":             {true, true},
		"exchange":          {true, true},
		"qmail":             {true, true},
		"exim":              {true, true},
		"exchange-old-text": {true, false},
		"wrapped":           {true, false},
		"arf":               {true, true},
		"arf-redacted":      {false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := bounce.Read(bytes.NewReader(file(t, name)))
			if err != nil {
				t.Fatal(err)
			}
			found := [2]bool{slices.Contains(got.Addresses, returnPath), slices.Contains(got.MessageIDs, messageID)}
			if found != want {
				t.Errorf("found %v, want %v in %q and %q", found, want, got.Addresses, got.MessageIDs)
			}
		})
	}
}

func TestAHugeMailIsReadOnlySoFar(t *testing.T) {
	t.Parallel()
	head := file(t, "postfix-unknown")
	counted := &counting{r: io.MultiReader(bytes.NewReader(head), endless{})}
	got, err := bounce.Read(counted)
	if err != nil || got.Kind != bounce.Hard {
		t.Errorf("got %v, %v", got.Kind, err)
	}
	if counted.n > 2<<20 {
		t.Errorf("%d bytes were read", counted.n)
	}
	long := strings.NewReader("Subject: x" + strings.Repeat("\r\n y", 1<<20))
	if got, err := bounce.Read(long); err != nil || got.Kind != bounce.Other {
		t.Errorf("a header without end: got %v, %v", got.Kind, err)
	}
}

func TestAReaderThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	_, err := bounce.Read(io.MultiReader(strings.NewReader("From: a\r\n\r\n"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestCodesAreJudged(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		code, text string
		want       bounce.Kind
	}{
		{"5.1.1", "", bounce.Hard},
		{"5.1.2", "", bounce.Hard},
		{"5.1.3", "", bounce.Hard},
		{"5.1.0", "no such address", bounce.Hard},
		{"5.1.0", "blocked by policy", bounce.Refused},
		{"5.1.5", "", bounce.Soft},
		{"5.1.7", "", bounce.Refused},
		{"5.2.1", "", bounce.Hard},
		{"5.2.2", "", bounce.Soft},
		{"5.2.3", "", bounce.Refused},
		{"5.3.0", "", bounce.Soft},
		{"5.4.6", "", bounce.Soft},
		{"5.6.1", "", bounce.Refused},
		{"5.7.1", "user unknown", bounce.Refused},
		{"5.7.26", "", bounce.Refused},
		{"4.1.1", "", bounce.Soft},
		{"4.7.1", "", bounce.Soft},
		{"450", "user unknown", bounce.Soft},
		{"550", "relaying denied for unknown user", bounce.Refused},
		{"550", "user unknown", bounce.Hard},
		{"554", "the account is over quota", bounce.Soft},
		{"5.0.0", "The user has been deleted", bounce.Soft},
		{"", "", bounce.Soft},
		{"9.9.9.9", "", bounce.Soft},
		{"x", "", bounce.Soft},
	} {
		if got := bounce.Judge(tc.code, tc.text); got != tc.want {
			t.Errorf("Judge(%q, %q) = %s, want %s", tc.code, tc.text, got, tc.want)
		}
	}
}

func TestMailStopsAtOnceOrAfterSeveral(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind bounce.Kind
		soft int
		want bool
	}{
		{bounce.Hard, 0, true},
		{bounce.Complaint, 0, true},
		{bounce.Soft, bounce.SoftLimit - 1, false},
		{bounce.Soft, bounce.SoftLimit, true},
		{bounce.Refused, 99, false},
		{bounce.Ignored, 99, false},
		{bounce.Other, 99, false},
	} {
		if got := tc.kind.Stops(tc.soft); got != tc.want {
			t.Errorf("%s with %d: %v, want %v", tc.kind, tc.soft, got, tc.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := bounce.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		plain(t, got)
		if again, _ := bounce.Read(bytes.NewReader(data)); again.Kind != got.Kind || again.Reason != got.Reason {
			t.Errorf("read twice: %v, then %v", got, again)
		}
	})
}

// plain checks that a report is fit for a log and for a page.
func plain(t *testing.T, r bounce.Report) {
	t.Helper()
	for _, text := range append(append([]string{r.Code, r.Reason}, r.Addresses...), r.MessageIDs...) {
		if len(text) > 1300 {
			t.Errorf("%d bytes: %.60q", len(text), text)
		}
	}
	if utf8.RuneCountInString(r.Reason) > 301 || strings.ContainsFunc(r.Code+r.Reason, unicode.IsControl) {
		t.Errorf("not for a log: %q %q", r.Code, r.Reason)
	}
	if len(r.Addresses) > 50 || len(r.MessageIDs) > 50 {
		t.Errorf("%d addresses, %d message ids", len(r.Addresses), len(r.MessageIDs))
	}
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// endless is a text that never ends.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += n
	return n, err
}
