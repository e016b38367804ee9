package bounce

import (
	"regexp"
	"strings"
)

// failure is what a delivery status says, the gravest of its recipients: mail of
// ours has only one, but that may be a list.
func (p *parser) failure() (kind Kind, code, reason string) {
	kind, reason = Ignored, "no word of a failure"
	for _, recipient := range p.status {
		action := strings.ToLower(recipient.first("action"))
		if action == "" {
			continue // the block about the message
		}
		if !strings.HasPrefix(action, "failed") { // delayed, delivered, relayed, expanded
			if kind == Ignored {
				reason = "the mail was " + firstWord(action)
			}
			continue
		}
		diagnostic := recipient.first("diagnostic-code")
		if _, text, found := strings.Cut(diagnostic, ";"); found { // "smtp; 550 ..."
			diagnostic = text
		}
		status := firstWord(recipient.first("status"))
		text := diagnostic
		if strings.TrimSpace(text) == "" {
			text = status + " " + tellingLine(p.text)
		}
		got := bestCode(status, text)
		if k := Judge(got, text); graver(k, kind) {
			kind, code, reason = k, got, text
		}
	}
	return kind, code, reason
}

// graver says whether of two failures a has more of a consequence.
func graver(a, b Kind) bool {
	rank := map[Kind]int{Ignored: 0, Refused: 1, Soft: 2, Hard: 3}
	return rank[a] > rank[b]
}

var (
	// enhanced is a code of RFC 3463 that stands alone: not within a number or an
	// address of four parts.
	enhanced = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.[^\d])`)
	// reply is a reply code of RFC 5321 at a place where one stands.
	reply = regexp.MustCompile(`(?:^|[\s:;("'])([45][0-5]\d)(?:[ \-#]|$)`)
)

// bestCode is the code that says most: that of the status, unless it only says
// that something failed, else one in the text.
func bestCode(status, text string) string {
	if match := enhanced.FindStringSubmatch(status); match != nil && !strings.HasSuffix(match[1], ".0.0") {
		return match[1]
	}
	if match := enhanced.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	if match := reply.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	if match := enhanced.FindStringSubmatch(status); match != nil {
		return match[1]
	}
	return ""
}

var (
	// daemon is who sends bounces that are no reports. RFC 5321 has them sent from
	// nobody; in a mailbox that shows as an empty Return-Path.
	daemon = regexp.MustCompile(`(?i)(mailer-?daemon|postmaster|mail delivery (sub)?system|mail administrator|microsoft ?exchange)`)
	// failed is how their subjects begin or what they hold.
	failed = regexp.MustCompile(`(?i)(undeliver|delivery (status|failure|failed|has failed|report)|mail delivery|failure notice|returned (mail|to sender)|returning message|could not be delivered|delivery problem|non[- ]?remis|nicht zustell|unzustellbar)`)
	// late is the subject of news that is no failure yet.
	late = regexp.MustCompile(`(?i)(delay|warning|still trying|verzögert|not yet been delivered)`)
	// qmail is the first line of what qmail-send writes.
	qmail = regexp.MustCompile(`(?m)^Hi\. This is the qmail-send program`)
)

// saysItFailed says whether the mail, which is no report or a damaged one, is the
// text of a mail server that could not deliver.
func (p *parser) saysItFailed() bool {
	if p.kind != "" && p.kind != "delivery-status" {
		return false // a report of another sort
	}
	if p.head.first("x-failed-recipients") != "" || qmail.MatchString(p.text) { // Exim, qmail
		return true
	}
	sender := p.head.first("from")
	return (sender == "" || sender == "<>" || daemon.MatchString(sender)) && failed.MatchString(p.head.first("subject"))
}

// textFailure is what such a text says.
func (p *parser) textFailure() (kind Kind, code, reason string) {
	reason = tellingLine(p.text)
	if late.MatchString(p.head.first("subject")) {
		return Ignored, "", "news of a delay"
	}
	code = bestCode("", reason)
	return Judge(code, p.words()), code, reason
}

// words are the texts up to the returned mail, in which nobody's reason stands.
func (p *parser) words() string {
	for _, mark := range [...]string{"--- Below this line is a copy", "Return-Path:", "Received:", "------ This is a copy", "------ Original message"} {
		if at := strings.Index(p.text, mark); at > 0 {
			return p.text[:at]
		}
	}
	return p.text
}

// tellingLine is the line of a text that has a code, with the one after it when
// that goes on; else the first line that says what is wrong, or that something is.
func tellingLine(text string) string {
	lines := strings.Split(text, "\n")
	says, speaks := "", "" // what is wrong; that something is
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if enhanced.MatchString(line) || reply.MatchString(line) {
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], " ") {
				line += " " + strings.TrimSpace(lines[i+1])
			}
			return line
		}
		if says == "" && (unknownMailbox.MatchString(line) || fullMailbox.MatchString(line)) {
			says = line
		}
		if speaks == "" && failed.MatchString(line) {
			speaks = line
		}
	}
	if says == "" {
		return speaks
	}
	return says
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return word
}
