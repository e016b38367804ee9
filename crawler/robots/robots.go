// Package robots reads robots.txt as RFC 9309 says.
//
// Parse never fails: what is not understood is left out, as the RFC asks. The
// rules of the group that names an agent decide, the group "*" otherwise; the
// longest pattern that matches wins, and allow wins a tie.
package robots

import (
	"bytes"
	"strings"
)

// maxBody is how much of a robots.txt is read, in bytes; the RFC asks for 500
// KiB at least.
const maxBody = 512 << 10

// Rules are what a robots.txt says. The zero value allows everything.
type Rules struct {
	groups []group
	none   bool
}

// None are rules that allow nothing: what is to be assumed of a server that
// could not say what it wants.
func None() Rules { return Rules{none: true} }

type group struct {
	agents []string // lower case; "*" for all
	rules  []rule
}

type rule struct {
	allow   bool
	pattern string
}

// Parse reads a robots.txt.
func Parse(body []byte) Rules {
	body = bytes.TrimPrefix(body[:min(len(body), maxBody)], []byte("\xef\xbb\xbf"))
	var (
		rules   Rules
		current *group
		naming  bool // the line before named an agent, so another one joins it
	)
	for line := range bytes.FieldsFuncSeq(body, func(c rune) bool { return c == '\n' || c == '\r' }) {
		key, value, ok := statement(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent":
			if !naming {
				rules.groups = append(rules.groups, group{})
				current = &rules.groups[len(rules.groups)-1]
			}
			current.agents = append(current.agents, agentName(value))
			naming = true
		case "allow", "disallow":
			naming = false
			if current != nil && value != "" {
				current.rules = append(current.rules, rule{allow: key == "allow", pattern: canonical(value)})
			}
		}
	}
	return rules
}

// statement reads one line. Misspellings that are common are understood.
func statement(line []byte) (key, value string, ok bool) {
	text := string(line)
	if comment := strings.IndexByte(text, '#'); comment >= 0 {
		text = text[:comment]
	}
	key, value, ok = strings.Cut(text, ":")
	if !ok {
		// "Disallow /path" without the colon
		key, value, ok = strings.Cut(strings.TrimSpace(text), " ")
		if !ok {
			return "", "", false
		}
	}
	key = strings.ToLower(strings.TrimSpace(key))
	switch key {
	case "useragent", "user agent":
		key = "user-agent"
	case "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		key = "disallow"
	}
	return key, strings.TrimSpace(value), true
}

// agentName is the product token at the start of s, in lower case: "Chalkline"
// of "Chalkline/1.0".
func agentName(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "*") && (len(s) == 1 || s[1] == ' ' || s[1] == '\t') {
		return "*"
	}
	end := strings.IndexFunc(s, func(c rune) bool {
		return c != '-' && c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
	if end >= 0 {
		s = s[:end]
	}
	return strings.ToLower(s)
}

// Allowed says whether the agent, a product token or a whole User-Agent, may
// ask for path, which is what a URL has after its host, query and all.
func (r Rules) Allowed(agent, path string) bool {
	if r.none {
		return false
	}
	path, _, _ = strings.Cut(path, "#")
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	path = canonical(path)
	name := agentName(agent)
	longest, allow := -1, true
	for _, rule := range r.rulesFor(name) {
		if length := len(rule.pattern); matches(rule.pattern, path) && (length > longest || length == longest && rule.allow) {
			longest, allow = length, rule.allow
		}
	}
	return allow
}

// rulesFor joins the rules of all groups that name the agent, or else of all
// that are for everybody.
func (r Rules) rulesFor(name string) []rule {
	var own, everybody []rule
	named := false
	for _, g := range r.groups {
		for _, agent := range g.agents {
			switch {
			case agent == "*":
				everybody = append(everybody, g.rules...)
			case agent == name && name != "":
				named = true
				own = append(own, g.rules...)
			}
		}
	}
	if named {
		return own
	}
	return everybody
}

// matches says whether a pattern with '*' for anything and '$' for the end
// matches path from its start. Its time is the product of the lengths at worst.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	if len(parts) == 1 {
		return !anchored || rest == ""
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	if anchored {
		return strings.HasSuffix(rest, last)
	}
	return strings.Contains(rest, last)
}

// canonical brings percent-encoding into one form: what may stand unencoded in
// a path does, what may not is encoded in upper case.
func canonical(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			decoded := unhex(s[i+1])<<4 | unhex(s[i+2])
			if unreserved(decoded) {
				out.WriteByte(decoded)
			} else {
				out.WriteString(strings.ToUpper(s[i : i+3]))
			}
			i += 2
		case c >= 0x80:
			out.WriteByte('%')
			out.WriteByte("0123456789ABCDEF"[c>>4])
			out.WriteByte("0123456789ABCDEF"[c&15])
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
