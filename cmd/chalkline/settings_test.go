package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write generated parts of the docs")

// TestOperatingGuideListsEverySetting keeps the table in docs/operating.md the
// same as the flags. go test ./cmd/chalkline -run Guide -update rewrites it.
func TestOperatingGuideListsEverySetting(t *testing.T) {
	const path = "../../docs/operating.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(text), "<!-- settings -->\n")
	_, tail, closed := strings.Cut(rest, "<!-- /settings -->")
	if !found || !closed {
		t.Fatalf("%s has no place for the settings", path)
	}
	want := head + "<!-- settings -->\n" + settingsTable(t) + "<!-- /settings -->" + tail
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("%s is not what the flags say; run go test ./cmd/chalkline -run Guide -update\n%s", path, diff)
	}
}

func settingsTable(t *testing.T) string {
	t.Helper()
	var c cli
	parser, err := newParser(&c, streams{out: io.Discard, err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("\n| flag and key | variable | default | meaning |\n|---|---|---|---|\n")
	for _, f := range parser.Model.Flags {
		if len(f.Envs) == 0 {
			continue
		}
		def := ""
		if f.Default != "" {
			def = "`" + f.Default + "`"
		}
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s |\n", f.Name, f.Envs[0], def, strings.ReplaceAll(f.Help, "|", "\\|"))
	}
	b.WriteString("\n")
	return b.String()
}

func TestSettingsValidate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(*Settings)
		want   string // part of the message; "" when valid
	}{
		{"the defaults are valid", func(*Settings) {}, ""},
		{"no port", func(s *Settings) { s.Listen = "localhost" }, "HOST:PORT"},
		{"a port that no machine has", func(s *Settings) { s.Listen = "127.0.0.1:99999" }, "a port up to 65535"},
		{"a port by its name", func(s *Settings) { s.Listen = "127.0.0.1:http" }, `listen "127.0.0.1:http"`},
		{"a door of the operator that is off", func(s *Settings) { s.DebugListen = "off" }, "debug-listen"},
		{"another kind of database", func(s *Settings) { s.Database = "mysql://u:geheim@db.example/x" }, "a postgres:// URL, as"},
		{"the URL of a database without its colon", func(s *Settings) { s.Database = "postgres//db.example/x" }, "a postgres:// URL, as"},
		{"a file of SQLite in a folder called postgres", func(s *Settings) { s.Database = "postgres/chalkline.db" }, ""},
		{"a URL of PostgreSQL", func(s *Settings) { s.Database = "postgresql://db.example/x" }, ""},
		{"roles with a space after the comma", func(s *Settings) { s.Roles = []string{"web", " worker"} }, ""},
		{"a role that there is not", func(s *Settings) { s.Roles = []string{"boss"} }, "there is no role"},
		{"texts kept for longer than computers count", func(s *Settings) { s.KeepTexts = 99_999_999_999 }, "months from 3 to 1200"},
		{"texts kept for too short", func(s *Settings) { s.KeepTexts = 1 }, "keep-texts"},
		{"texts kept for two years", func(s *Settings) { s.KeepTexts = 24 }, ""},
		{"a contact that leads nowhere", func(s *Settings) { s.Contact = "the office" }, "mailto:"},
		{"a contact by mail", func(s *Settings) { s.Contact = "mailto:library@school.example" }, ""},
		{"a mail password without a server", func(s *Settings) { s.SMTPPassword = "geheim" }, "smtp is not set"},
		{"a mail server without a host", func(s *Settings) { s.SMTP = ":25" }, "names no host"},
		{"a base URL with a port that no machine has", func(s *Settings) { s.BaseURL = "https://school.example:99999" }, "base-url"},
		{"a base URL without scheme", func(s *Settings) { s.BaseURL = "chalk.example.org" }, "base-url"},
		{"a base URL with a path", func(s *Settings) { s.BaseURL = "https://school.example/chalkline" }, "without a path or query"},
		{"a base URL with a query", func(s *Settings) { s.BaseURL = "https://school.example?x=1" }, "without a path or query"},
		{"a base URL with a fragment", func(s *Settings) { s.BaseURL = "https://school.example/#top" }, "without a path or query"},
		{"a base URL with a port", func(s *Settings) { s.BaseURL = "https://school.example:8443" }, ""},
		{"a base URL in capitals", func(s *Settings) { s.BaseURL = "HTTPS://School.Example" }, ""},
		{"a sender that is no address", func(s *Settings) { s.MailFrom = "us" }, "mail-from"},
		{"a mail rate below nothing", func(s *Settings) { s.MailRate = -1 }, "mail-rate"},
		{"a mail server without port", func(s *Settings) { s.SMTP = "smtp.example.org" }, "smtp.example.org:587"},
		{"a proxy that is no range", func(s *Settings) { s.TrustedProxies = []string{"proxy"} }, "trusted-proxies"},
		{"a single proxy address", func(s *Settings) { s.TrustedProxies = []string{"::1"} }, ""},
		{"Crossref off", func(s *Settings) { s.Crossref = "off" }, ""},
		{"OpenAlex off", func(s *Settings) { s.OpenAlex, s.OpenAlexKey = "off", "k" }, ""},
		{"Crossref at another sort of address", func(s *Settings) { s.Crossref = "ftp://works.example" }, "crossref"},
		{"ERIC misspelt", func(s *Settings) { s.ERIC = "on" }, "eric"},
		{"lists in a file and at an address", func(s *Settings) { s.Retractions, s.Replications = "lists/r.csv", "https://lists.example/r.csv" }, ""},
		{"a list at another sort of address", func(s *Settings) { s.Retractions = "ftp://lists.example/r.csv" }, "retractions"},
		{"a list at no host", func(s *Settings) { s.Replications = "https://" }, "replications"},
		{"accounts of a school", func(s *Settings) { s.OIDCIssuer, s.OIDCClientID, s.OIDCSecret = "https://id.example", "c", "s" }, ""},
		{"accounts of a school without its address", func(s *Settings) { s.OIDCClientID, s.OIDCSecret = "c", "s" }, "oidc-issuer"},
		{"accounts of a school without a secret", func(s *Settings) { s.OIDCIssuer, s.OIDCClientID = "https://id.example", "c" }, "oidc-client-secret"},
		{"accounts of a school without encryption", func(s *Settings) {
			s.OIDCIssuer, s.OIDCClientID, s.OIDCSecret = "http://id.example", "c", "s"
		}, "https"},
		{"accounts of this machine without encryption", func(s *Settings) {
			s.OIDCIssuer, s.OIDCClientID, s.OIDCSecret = "http://127.0.0.1:8090/realm", "c", "s"
		}, ""},
		{"a readable colour", func(s *Settings) { s.Colour = "#1d4e79" }, ""},
		{"a colour too pale by day", func(s *Settings) { s.Colour = "#ffcc00" }, "the nearest that can is #"},
		{"a colour that is none", func(s *Settings) { s.Colour = "teal" }, "#1c5b45"},
		{"an imprint that is not there", func(s *Settings) { s.Imprint = "no/such/imprint.md" }, "named by the setting imprint"},
		{"a privacy note that is not there", func(s *Settings) { s.Privacy = "no/such/note.md" }, "named by the setting privacy"},
		{"Crossref misspelt", func(s *Settings) { s.Crossref = "of" }, "crossref"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := Settings{Listen: "127.0.0.1:8080", Crossref: "https://api.crossref.example", ERIC: "off", OpenAlex: "off"}
			tc.change(&s)
			err := s.validate()
			if err != nil && strings.Contains(err.Error(), "geheim") {
				t.Errorf("validate() tells a password: %v", err)
			}
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("validate() = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestDefaultsFollowTheBaseURL(t *testing.T) {
	t.Parallel()
	s := Settings{Listen: "0.0.0.0:9000", Crossref: "off", ERIC: "off", OpenAlex: "off"}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	if s.BaseURL != "http://127.0.0.1:9000" || s.MailFrom != "chalkline@localhost" || s.Contact != s.BaseURL {
		t.Errorf("got base %q, sender %q, contact %q", s.BaseURL, s.MailFrom, s.Contact)
	}
	s = Settings{Listen: "127.0.0.1:8080", BaseURL: "https://chalk.school.example/", Crossref: "off", ERIC: "off", OpenAlex: "off"}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	if s.BaseURL != "https://chalk.school.example" || s.MailFrom != "chalkline@chalk.school.example" {
		t.Errorf("got base %q, sender %q", s.BaseURL, s.MailFrom)
	}
}

func TestSettingsInTheFileStayAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	c, err := parseConfig("chalkline.yaml", []byte("smtp-password: 012345\nmeili-key: 1e5\nname: \"Staff: room\"\ncontact: ''\nroles: [web, worker]\npprof: yes\nprivacy: |\n  notes.md\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"smtp-password": "012345", "meili-key": "1e5", "name": "Staff: room", "contact": "", "roles": "web,worker", "pprof": "yes", "privacy": "notes.md",
	}
	if diff := cmp.Diff(want, c.values); diff != "" {
		t.Error(diff)
	}
}
