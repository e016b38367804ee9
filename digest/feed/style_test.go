package feed_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"chalkline/digest/feed"
	"chalkline/digest/say"
)

// TestTheStyleSheetIsSoundInEveryLanguage also looks for words that stay the same
// in all of them: there are none but names.
func TestTheStyleSheetIsSoundInEveryLanguage(t *testing.T) {
	t.Parallel()
	english := wordsOf(t, say.English)
	for _, locale := range say.Locales[1:] {
		translated := wordsOf(t, locale)
		if len(translated) != len(english) {
			t.Fatalf("%d texts in English, %d in %s", len(english), len(translated), locale.Name)
		}
		names := regexp.MustCompile(`^(?:Atom|RSS|JSON Feed|min|[^A-Za-z]*|[A-Z])$`)
		for n, text := range english {
			if text == translated[n] && !names.MatchString(text) {
				t.Errorf("%q stays as it is in %s", text, locale.Name)
			}
		}
	}
}

// wordsOf are the texts of the style sheet in a language.
func wordsOf(t *testing.T, in *say.Locale) []string {
	t.Helper()
	sheet, err := feed.Style(in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(sheet, []byte(`<html lang="`+in.Tag+`">`)) {
		t.Errorf("the page does not say that it is in %s", in.Name)
	}
	var words []string
	within := ""
	for tokens := xml.NewDecoder(bytes.NewReader(sheet)); ; {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			return words
		}
		if err != nil {
			t.Fatalf("in %s: %v", in.Name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			within = token.Name.Local
		case xml.EndElement:
			within = ""
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && within != "style" && within != "attribute" {
				words = append(words, text)
			}
		}
	}
}
