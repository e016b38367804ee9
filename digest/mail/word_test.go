package mail_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/mail"
)

func TestAWordIsReadAsItWasGiven(t *testing.T) {
	t.Parallel()
	token := mail.WordToken(key, 7, 1001, digesttest.Now)
	if again := mail.WordToken(key, 7, 1001, digesttest.Now); again != token {
		t.Error("the same mail has other links the second time")
	}
	word, ok := mail.ParseWord(key, token)
	if want := (mail.Word{Reader: 7, Item: 1001, Until: digesttest.Now.Add(mail.WordLife)}); !ok || word != want {
		t.Errorf("read %+v, %v, want %+v", word, ok, want)
	}
	value, sig, _ := strings.Cut(token, ".")
	for name, forged := range map[string]string{
		"nothing":            "",
		"another item":       strings.Replace(value, "1001", "1002", 1) + "." + sig,
		"another reader":     strings.Replace(value, "7-", "8-", 1) + "." + sig,
		"a longer life":      value + "0." + sig,
		"no signature":       value,
		"for another end":    key.Sign("unsubscribe", value),
		"another instance":   mail.WordToken(chalkline.Key{9}, 7, 1001, digesttest.Now),
		"ours, but no words": key.Sign("word", "7"),
		"ours, not numbers":  key.Sign("word", "7-a-b"),
	} {
		if word, ok := mail.ParseWord(key, forged); ok {
			t.Errorf("%s: %q is taken for %+v", name, forged, word)
		}
	}
}
