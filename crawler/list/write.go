package list

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"chalkline"
)

// bareWord is text that YAML reads as itself without quotes, wherever it stands.
var bareWord = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9 ()/_-]*[A-Za-z0-9)])?$`)

// wordsOfYAML mean something else than text when they stand without quotes.
var wordsOfYAML = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n)$`)

// WriteYAML writes sources in the form of feeds.yaml. Read gives the same
// sources back, as far as the file has keys for what is known of them: not
// their ids, their state or whether they are paused.
func WriteYAML(w io.Writer, sources []chalkline.Source) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("sources:\n") // a bufio.Writer keeps its first error for Flush
	for i, s := range sources {
		if i > 0 {
			_ = b.WriteByte('\n')
		}
		writeSource(b, s)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write a list of %d sources: %w", len(sources), err)
	}
	return nil
}

func writeSource(b *bufio.Writer, s chalkline.Source) {
	key := func(name, value string) { _, _ = fmt.Fprintf(b, "    %s: %s\n", name, value) }
	_, _ = fmt.Fprintf(b, "  - name: %s\n", scalar(s.Name))
	key("url", address(s.URL))
	if s.SiteURL != "" {
		key("site", address(s.SiteURL))
	}
	if s.Kind != "" && s.Kind != defaultKind {
		key("kind", scalar(string(s.Kind)))
	}
	if s.Genre != "" {
		key("genre", scalar(string(s.Genre)))
	}
	if len(s.Topics) > 0 {
		topics := "["
		for i, t := range s.Topics {
			if i > 0 {
				topics += ", "
			}
			topics += scalar(string(t))
		}
		key("topics", topics+"]")
	}
	if s.Country != "" {
		key("country", scalar(s.Country))
	}
	if s.Language != defaultLanguage {
		key("language", scalar(s.Language))
	}
	if s.Unverified {
		key("unverified", "true")
	}
	if s.Selectors != (chalkline.Selectors{}) {
		writeSelectors(b, s.Selectors)
	}
}

func writeSelectors(b *bufio.Writer, s chalkline.Selectors) {
	_, _ = b.WriteString("    selectors:\n")
	for _, f := range [...]struct{ key, value string }{
		{"list", s.List}, {"title", s.Title}, {"link", s.Link}, {"date", s.Date}, {"author", s.Author},
	} {
		if f.value != "" {
			_, _ = fmt.Fprintf(b, "      %s: %s\n", f.key, scalar(f.value))
		}
	}
}

// scalar is text as YAML, in double quotes unless it is plain words. Go's
// escapes in quoted text are a part of YAML's.
func scalar(text string) string {
	if bareWord.MatchString(text) && !wordsOfYAML.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

// plainAddress is an address that YAML reads as itself without quotes.
var plainAddress = regexp.MustCompile(`^https?://[A-Za-z0-9._~/?=&;%+@:-]*[A-Za-z0-9/]$`)

func address(raw string) string {
	if plainAddress.MatchString(raw) {
		return raw
	}
	return strconv.Quote(raw)
}
