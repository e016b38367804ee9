package feed_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"chalkline"
)

// TestTheManualNamesEveryField finds a field or a code that docs/feeds.md forgot,
// and one that it made up.
func TestTheManualNamesEveryField(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/feeds.md")
	if err != nil {
		t.Fatal(err)
	}
	manual := string(b)
	source, err := os.ReadFile("evidence.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`xml:"([a-z_:]+),(attr)?[^"]*" json:"([a-z_]+)`).FindAllStringSubmatch(string(source), -1) {
		if strings.TrimPrefix(m[1], "evidence:") != m[3] {
			t.Errorf("%s is %s in JSON", m[1], m[3])
		}
		if !strings.Contains(manual, "`"+m[3]+"`") {
			t.Errorf("the manual does not name %s", m[3])
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| .* \\| .* \\|").FindAllStringSubmatch(manual[strings.Index(manual, "## Evidence as fields"):], -1) {
		if !strings.Contains(string(source), `json:"`+m[1]) {
			t.Errorf("the manual makes up %s", m[1])
		}
	}
	for _, d := range chalkline.Designs {
		if d != chalkline.DesignUnknown && !strings.Contains(manual, string(d)+" "+strings.Split(d.Term(), " ")[0]) {
			t.Errorf("the manual does not name the design %s, %s", d, d.Term())
		}
	}
	if !strings.Contains(manual, `xmlns:evidence="urn:uuid:3c2d5977-6b4e-429d-9b21-acdbc02cf329"`) {
		t.Error("the manual has another namespace")
	}
}
