package chalkline_test

import (
	"net/mail"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chalkline"
)

func TestNormalEmail(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want, why string }{
		{"case and spaces", " Ada@School.ORG ", "ada@school.org", ""},
		{"a display name", "Ada Byron <ada@school.org>", "ada@school.org", ""},
		{"a display name in quotes", `"Byron, Ada" <ada@school.org>`, "ada@school.org", ""},
		{"angle brackets alone", "<ada@school.org>", "ada@school.org", ""},
		{"a comment behind", "ada@school.org (Ada)", "ada@school.org", ""},
		{"a line break behind", "ada@school.org\r\n", "ada@school.org", ""},
		{"an invisible sign behind", "ada@school.org\u200b", "ada@school.org", ""},
		{"a dot behind", "ada@school.org.", "ada@school.org", ""},
		{"a dot behind, in brackets", "Ada <ada@school.org.>", "ada@school.org", ""},
		{"a tag", "ada+chalk@school.org", "ada+chalk@school.org", ""},
		{"an apostrophe", "o'neill@school.org", "o'neill@school.org", ""},
		{"quotes that change nothing", `"ada"@school.org`, "ada@school.org", ""},
		{"a domain in ASCII", "ada@XN--Schle-mva.example", "ada@xn--schle-mva.example", ""},
		{"64 letters", strings.Repeat("a", 64) + "@school.org", strings.Repeat("a", 64) + "@school.org", ""},

		{"nothing", "", "", "is not a mail address"},
		{"no domain", "ada", "", "is not a mail address"},
		{"no name", "@school.org", "", "is not a mail address"},
		{"two of it", "ada@byron@school.org", "", "is not a mail address"},
		{"a space in it", "ada byron@school.org", "", "is not a mail address"},
		{"a dot in front", ".ada@school.org", "", "is not a mail address"},
		{"two dots", "ada..byron@school.org", "", "is not a mail address"},
		{"a header behind", "ada@school.org\r\nBcc: all@school.org", "", "is not a mail address"},
		{"a folded header behind", "ada@school.org\r\n Bcc: all@school.org", "", "is not a mail address"},
		{"a NUL in it", "ada\x00@school.org", "", "is not a mail address"},
		{"two addresses", "ada@school.org, bob@school.org", "", "more than one"},
		{"two addresses with names", "Ada <ada@school.org>, Bob <bob@school.org>", "", "more than one"},
		{"quotes around a space", `"a b"@school.org`, "", "before the @"},
		{"quotes around an address", `"ada@evil.example, bob"@school.org`, "", "before the @"},
		{"quotes around a line break", "\"a\r\n b\"@school.org", "", "a"},
		{"quotes around nothing", `""@school.org`, "", "is not a mail address"},
		{"a comment in front", "(Ada) ada@school.org", "", "is not a mail address"},
		{"a comment inside", "ada(Byron)@school.org", "", "is not a mail address"},
		{"letters of another script", "łucja@school.org", "", "letters a to z"},
		{"a domain in letters", "ada@schüle.example", "", "domain"},
		{"a number for a domain", "ada@127.0.0.1", "", "domain"},
		{"an address in brackets for a domain", "ada@[127.0.0.1]", "", "domain"},
		{"one label", "ada@school", "", "domain"},
		{"an underscore", "ada@my_school.org", "", "domain"},
		{"a dash at the end of a label", "ada@school-.org", "", "domain"},
		{"65 letters", strings.Repeat("a", 65) + "@school.org", "", "64"},
		{"255 letters", strings.Repeat("a", 60) + "@" + strings.Repeat("b2345678.", 21) + "school", "", "254"},
		{"a label of 64 letters", "ada@" + strings.Repeat("b", 64) + ".org", "", "domain"},
		{"a page", strings.Repeat("a", 5000) + "@school.org", "", "too long"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := chalkline.NormalEmail(tc.in)
			if got != tc.want || (err == nil) != (tc.want != "") {
				t.Fatalf("NormalEmail(%q) = %q, %v, want %q", tc.in, got, err, tc.want)
			}
			if message := chalkline.ErrorMessage(err); err != nil && (!strings.Contains(message, tc.why) || strings.ContainsAny(message, "\r\n\x00") || len(message) > 300) {
				t.Errorf("NormalEmail(%q) says %q, want %q", tc.in, message, tc.why)
			}
		})
	}
}

func TestANormalEmailIsReadInOneWay(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom([]string{"ada", "@", "school.org", "\"", "<", ">", "(", ")", ",", ";", ":", " ", ".", "\\", "\r\n", "\x00", "ü", "+", "[127.0.0.1]", "Bcc: "})
	rapid.Check(t, func(t *rapid.T) {
		typed := strings.Join(rapid.SliceOfN(part, 1, 9).Draw(t, "parts"), "")
		email, err := chalkline.NormalEmail(typed)
		if err != nil {
			return
		}
		again, err := chalkline.NormalEmail(email)
		if err != nil || again != email || strings.ContainsAny(email, " \t\r\n\x00\"<>(),;:\\[]") || strings.Count(email, "@") != 1 {
			t.Fatalf("%q became %q, and that %q, %v", typed, email, again, err)
		}
		if a, err := mail.ParseAddress(email); err != nil || a.Address != email || a.String() != "<"+email+">" {
			t.Fatalf("%q became %q, which is read as %v, %v", typed, email, a, err)
		}
	})
}
