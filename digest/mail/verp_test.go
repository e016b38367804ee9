package mail_test

import (
	"math"
	"strings"
	"testing"

	"chalkline"
	"chalkline/digest/mail"
)

const base = "bounces@chalk.example"

func TestAReturnPathNamesItsDeliveryAndNoOther(t *testing.T) {
	t.Parallel()
	key, other := chalkline.NewKey(), chalkline.NewKey()
	path := mail.ReturnPath(key, base, 123)
	id := mail.MessageID(key, "Picks <picks@chalk.example>", 123)
	for _, tc := range []struct {
		name, address string
		want          bool
	}{
		{"as it was made", path, true},
		{"in capitals", strings.ToUpper(path), true},
		{"another delivery with the same signature", strings.Replace(path, "+123.", "+124.", 1), false},
		{"a zero before the number", strings.Replace(path, "+123.", "+0123.", 1), false},
		{"a sign before the number", strings.Replace(path, "+123.", "++123.", 1), false},
		{"signed with another key", mail.ReturnPath(other, base, 123), false},
		{"a signature cut short", path[:strings.Index(path, "@")-1] + "@chalk.example", false},
		{"at another domain", strings.Replace(path, "chalk.example", "chalk.invalid", 1), false},
		{"with another name", "x" + path, false},
		{"the base alone", base, false},
		{"no signature", "bounces+123@chalk.example", false},
		{"an empty signature", "bounces+123.@chalk.example", false},
		{"a number too large", "bounces+99999999999999999999.aaaaaaaaaaaaaaaa@chalk.example", false},
		{"the signature of the message id", strings.Replace(strings.Replace(id, "delivery-", "bounces+", 1), "picks@", "", 1), false},
		{"nothing", "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d, ok := mail.ParseReturnPath(key, base, tc.address)
			if ok != tc.want || ok && d != 123 {
				t.Errorf("ParseReturnPath(%q) = %d, %v", tc.address, d, ok)
			}
		})
	}
}

func TestWithoutABaseThereIsNoReturnPath(t *testing.T) {
	t.Parallel()
	key := chalkline.NewKey()
	if got := mail.ReturnPath(key, "", 1); got != "" {
		t.Errorf("got %q", got)
	}
	if _, ok := mail.ParseReturnPath(key, "", "+"+strings.TrimPrefix(mail.ReturnPath(key, "x@", 1), "x+")); ok {
		t.Error("a return path was taken without a base")
	}
}

func TestAReturnPathFitsWhatSMTPAllows(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("b", 27) + "@chalk.example"
	if err := mail.CheckReturnBase(longest); err != nil {
		t.Fatal(err)
	}
	local, _, _ := strings.Cut(mail.ReturnPath(chalkline.NewKey(), longest, math.MaxInt64), "@")
	if len(local) != 64 {
		t.Errorf("%q has %d bytes before the @, want 64", local, len(local))
	}
	for _, wrong := range []string{"b" + longest, "bounces", "", "Bounces <b@chalk.example>", `"a b"@chalk.example`, "b@chalk.example, c@chalk.example"} {
		if mail.CheckReturnBase(wrong) == nil {
			t.Errorf("%q was taken as a base", wrong)
		}
	}
}

func TestAMessageIDNamesItsDelivery(t *testing.T) {
	t.Parallel()
	key := chalkline.NewKey()
	id := mail.MessageID(key, "Picks <picks@chalk.example>", 7)
	if id != mail.MessageID(key, "picks@chalk.example", 7) || !strings.HasSuffix(id, "@chalk.example") {
		t.Errorf("id %q", id)
	}
	for text, want := range map[string]bool{
		id:                                   true,
		" <" + strings.ToUpper(id) + "> ":    true,
		strings.Replace(id, "-7.", "-8.", 1): false,
		"delivery-7@chalk.example":           false,
		mail.MessageID(chalkline.NewKey(), "p@chalk.example", 7): false,
		strings.Repeat("delivery-7.", 1000):                      false,
	} {
		if d, ok := mail.ParseMessageID(key, text); ok != want || ok && d != 7 {
			t.Errorf("ParseMessageID(%q) = %d, %v", chalkline.Cut(text, 60), d, ok)
		}
	}
}
