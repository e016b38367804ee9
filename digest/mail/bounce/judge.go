package bounce

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"chalkline"
)

// What servers write when they give no code that says anything. The wordings are
// those of Postfix, Exim, Sendmail, qmail, Exchange and the large providers.
var (
	unknownMailbox = regexp.MustCompile(`(?i)(user|recipient|mailbox|account|address)\s*(is |was )?(unknown|not (found|known)|disabled|inactive|closed|no longer (available|exists|active))|(unknown|no such|invalid|non-?existent) (local )?(user|recipient|mailbox|account|address|person)|no mailbox (here )?by that name|(user|recipient|mailbox|account|address)[^.\n]{0,60} (does not|doesn't) exist|unrouteable address|recipnotfound|all relevant mx records point to non-existent hosts`)
	fullMailbox    = regexp.MustCompile(`(?i)(mailbox|quota|inbox|storage)[^.\n]{0,40}(full|exceeded|exhausted)|over ?quota|exceed(s|ed|ing)?[^.\n]{0,30}quota|insufficient (disk|storage)`)
	unwelcome      = regexp.MustCompile(`(?i)\b(spam|spf|dkim|dmarc|block(ed)?|block ?list(ed)?|blacklist(ed)?|rbl|dnsbl|polic(y|ies)|reputation|relay(ing)?|sender (address|domain)|not (authori[sz]ed|permitted)|access denied|unsolicited|virus)\b`)
)

// Judge says what a failure with that code and text means for the mailbox. Codes
// are those of the IANA registry of RFC 5248, which began with RFC 3463:
//
//   - X.1.0 to X.1.4, X.1.6 and X.1.10: bad or moved address, no such domain, a
//     domain that takes no mail. Hard, as is X.2.1, a mailbox that was closed.
//   - X.1.7 and X.1.8 are about the sender's address, X.2.3, X.3.4 and X.6 about
//     the message, X.7 about policy and trust: Refused. What the operator or the
//     receiver has to mend must not stop the mail of readers who did nothing.
//   - Everything that begins with 4, X.2.2 (full), and faults of systems, routes
//     and protocols (X.3, X.4, X.5): Soft.
//
// A code that says nothing (X.0.0, X.1.0 as some filters write it for all, X.5.0,
// a bare 550) leaves it to the words, and those that say nothing are Soft.
func Judge(code, text string) Kind {
	class, rest, _ := strings.Cut(code, ".")
	if class == "4" || len(code) == 3 && code[0] == '4' {
		return Soft
	}
	subject, detail, _ := strings.Cut(rest, ".")
	switch {
	case rest == "1.0" && unwelcome.MatchString(text):
		return Refused
	case rest == "", rest == "0.0", rest == "5.0":
		return judgeWords(text)
	}
	switch subject {
	case "1":
		switch detail {
		case "0", "1", "2", "3", "4", "6", "10":
			return Hard
		case "7", "8":
			return Refused
		}
	case "2":
		switch detail {
		case "1":
			return Hard
		case "3":
			return Refused
		}
	case "3":
		if detail == "4" {
			return Refused
		}
	case "6", "7":
		return Refused
	}
	return Soft
}

func judgeWords(text string) Kind {
	switch {
	case fullMailbox.MatchString(text):
		return Soft
	case unwelcome.MatchString(text):
		return Refused
	case unknownMailbox.MatchString(text):
		return Hard
	}
	return Soft
}

// When soft bounces stop mail. Mailman stops a member at a score of 5, of which a
// day adds at most 1, and forgets what is older than 7 days; a digest may come
// only weekly, so that here the last 35 days count: five weekly digests with the
// up to 5 days that a server tries to deliver (RFC 5321, section 4.5.4.1).
const (
	SoftLimit  = 5
	SoftWindow = 35 * 24 * time.Hour
)

// Stops says whether mail stops after a report of that kind. Soft is how many
// deliveries of the last SoftWindow bounced softly, this one among them, without
// one that arrived in between.
func (k Kind) Stops(soft int) bool {
	switch k {
	case Hard, Complaint:
		return true
	case Soft:
		return soft >= SoftLimit
	case Refused, Ignored, Other:
	}
	return false
}

// Stopped is why mail stops after the report, for its reader and the operator;
// empty when it goes on. Soft is as Stops has it.
func (r Report) Stopped(soft int) chalkline.Text {
	switch {
	case !r.Kind.Stops(soft):
		return chalkline.Text{}
	case r.Kind == Complaint:
		return chalkline.Textf("complaint: a digest was reported as unwanted at your mail provider") // as chalkline.MailComplaint has it
	case r.Kind == Soft:
		return chalkline.Textf("%d digests came back one after the other, the last with: %s", soft, r.said())
	}
	return chalkline.Textf("it came back with: %s", r.said())
}

// said is what the other server said.
func (r Report) said() chalkline.Text {
	if words := cmp.Or(r.Reason, r.Code); words != "" {
		return chalkline.Textf("“%s”", words)
	}
	return chalkline.Textf("no reason given")
}
