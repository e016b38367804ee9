package mail_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, want, shown string }{
		{"plain", "Ada@School.org", "ada@school.org", "ada@school.org"},
		{"a domain in letters", "ada@schüle.example", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"the same domain in capitals", "ADA@SCHÜLE.example", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"the same domain with a combining mark", "ada@schu\u0308le.example", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"the same domain as its servers name it", "ada@xn--schle-mva.example", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"a sharp s stays one", "ada@straße.example", "ada@xn--strae-oqa.example", "ada@straße.example"},
		{"Chinese with its own dot", "ada@学校。example", "ada@xn--48s290a.example", "ada@学校.example"},
		{"Arabic", "ada@مدرسة.example", "ada@xn--ogblgi1g.example", "ada@مدرسة.example"},
		{"with a name", "Jürgen <ada@schüle.example>", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"with a comment", "ada@schüle.example (Jürgen)", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"with a dot and a space", " ada@schüle.example. ", "ada@xn--schle-mva.example", "ada@schüle.example"},
		{"letters before the @", "łucja@szkoła.example", "", ""},
		{"several", "ada@schüle.example, bob@schüle.example", "", ""},
		{"a sign that no domain has", "ada@schü_le.example", "", ""},
		{"an invisible sign", "ada@sch\u00a0üle.example", "", ""},
		{"left and right mixed", "ada@aمa.example", "", ""},
		{"a label that is too long", "ada@" + strings.Repeat("ü", 63) + ".example", "", ""},
		{"quotes", `"a b"@schüle.example`, "", ""},
		{"quotes around an address", `"x@evil.example> <y"@schüle.example`, "", ""},
		{"a line break", "ada@schüle.example\r\nBcc: all@school.org", "", ""},
		{"no @", "schüle", "", ""},
		{"nothing", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := mail.Address(c.typed)
			if got != c.want || (err == nil) != (c.want != "") || err != nil && chalkline.ErrorCode(err) != chalkline.CodeInvalid {
				t.Fatalf("Address(%q) = %q, %v, want %q", c.typed, got, err, c.want)
			}
			if shown := mail.ShowAddress(got); shown != c.shown {
				t.Errorf("ShowAddress(%q) = %q, want %q", got, shown, c.shown)
			}
			if got == "" {
				return
			}
			if again, err := mail.Address(got); err != nil || again != got {
				t.Errorf("Address(%q) = %q, %v", got, again, err)
			}
			message, err := mail.SignIn(say.English, "us@chalk.example", "https://chalk.example", got, "https://chalk.example/enter/x", chalkline.LinkJoin).Bytes()
			if err != nil || !strings.Contains(string(message), "\r\nTo: <"+got+">\r\n") {
				t.Errorf("a mail to it: %v\n%s", err, message)
			}
		})
	}
}

func TestOddDomainsAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "ada", "ada@", "ada@xn--a", "ada@xn--99999999.example"} {
		if shown := mail.ShowAddress(address); shown != address {
			t.Errorf("ShowAddress(%q) = %q", address, shown)
		}
	}
}
