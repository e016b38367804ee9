package main

import (
	"log/slog"
	"regexp"
	"strings"
)

// mailAddress is what looks like one, also in the middle of what a mail server said.
var mailAddress = regexp.MustCompile(`[^\s<>"'(),:;=/]+@[^\s<>"'(),:;/]+`)

// withoutAddresses keeps mail addresses out of the log: mail servers like to repeat
// them in what they say.
func withoutAddresses(_ []string, a slog.Attr) slog.Attr {
	var text string
	switch v := a.Value.Any().(type) {
	case string:
		text = v
	case error:
		text = v.Error()
	default:
		return a
	}
	if !strings.Contains(text, "@") {
		return a
	}
	return slog.String(a.Key, mailAddress.ReplaceAllString(text, "…@…"))
}
