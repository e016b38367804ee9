package robots

import (
	"strings"
	"testing"
)

// FuzzParse holds that whatever a site answers, its rules are read without a
// panic and decide the same each time, and that an empty path is the root.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"User-agent: *\nDisallow: /private\nAllow: /private/open$",
		"user-agent: Chalkline\r\nuser-agent: other\rdisallow: /*.pdf$",
		"\xef\xbb\xbfUser-Agent: *\nDisallow:",
		"Disallow: /\nUser-agent: a b c\nDisallow: /%7Ejoe/%zz*",
		strings.Repeat("User-agent: *\nDisallow: /*a*a*a*a*b\n", 20),
	} {
		f.Add([]byte(seed), "/private/open", "Chalkline/1")
	}
	f.Fuzz(func(t *testing.T, body []byte, path, agent string) {
		rules := Parse(body)
		first := rules.Allowed(agent, path)
		if again := rules.Allowed(agent, path); again != first {
			t.Error("the same question got two answers")
		}
		if rules.Allowed(agent, "") != rules.Allowed(agent, "/") {
			t.Error("no path is not the root")
		}
	})
}
