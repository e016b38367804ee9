package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// addingSince is the last migration that was free to change what was there.
// While an instance is upgraded, processes of the version before go on beside the
// new ones, on the same tables: later migrations only add what the version before
// can do without.
const addingSince = 15

// cleanUps are migrations that take away what no supported version uses any more,
// with the release from which on nothing uses it.
var cleanUps = map[string]string{}

// takesAway finds what a version before would stumble over, and says why.
var takesAway = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`(?is)\bDROP\s+(TABLE|COLUMN|VIEW|TYPE|FUNCTION|CONSTRAINT|TRIGGER|SCHEMA)\b`), "takes away what the version before uses"},
	{regexp.MustCompile(`(?is)\bRENAME\b`), "hides what the version before uses under another name"},
	{regexp.MustCompile(`(?is)\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE\b|\bSET\s+NOT\s+NULL\b|\bADD\s+CONSTRAINT\b`), "makes rows impossible that the version before writes"},
	{regexp.MustCompile(`(?is)\b(TRUNCATE|DELETE\s+FROM)\b`), "deletes rows that the version before counts on"},
}

var (
	addsColumn = regexp.MustCompile(`(?is)\bADD\s+COLUMN\b[^;]*\bNOT\s+NULL\b[^;]*`)
	hasDefault = regexp.MustCompile(`(?i)\bDEFAULT\b`)
	comments   = regexp.MustCompile(`(?m)--.*$`)
	functions  = regexp.MustCompile(`(?s)-- \+goose StatementBegin.*?-- \+goose StatementEnd`)
)

// faults are what is wrong with a migration that should only add.
func faults(sql string) []string {
	sql = comments.ReplaceAllString(functions.ReplaceAllString(sql, ""), "")
	var out []string
	for _, rule := range takesAway {
		if found := rule.pattern.FindString(sql); found != "" {
			out = append(out, found+" "+rule.why)
		}
	}
	for _, found := range addsColumn.FindAllString(sql, -1) {
		if !hasDefault.MatchString(found) {
			out = append(out, found+" makes rows impossible that the version before writes: give it a DEFAULT")
		}
	}
	return out
}

func TestMigrationsOnlyAdd(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*/*.sql")
	if err != nil || len(files) < 2*addingSince {
		t.Fatalf("there are %d migrations (%v)", len(files), err)
	}
	for _, file := range files {
		version, err := goose.NumericComponent(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if version <= addingSince || cleanUps[filepath.Base(file)] != "" {
			continue
		}
		for _, fault := range faults(string(text)) {
			t.Errorf("%s: %s", file, fault)
		}
	}
}

func TestWhatAMigrationMayDo(t *testing.T) {
	t.Parallel()
	for sql, says := range map[string]string{
		`CREATE TABLE a (b TEXT NOT NULL);`:                                "",
		`ALTER TABLE a ADD COLUMN b TEXT NOT NULL DEFAULT '';`:             "",
		`ALTER TABLE a ADD COLUMN b BIGINT REFERENCES c (id);`:             "",
		`DROP INDEX i; CREATE INDEX i ON a (b, c);`:                        "",
		`UPDATE a SET b = 1; -- DROP TABLE a`:                              "",
		`ALTER TABLE a ADD COLUMN b TEXT NOT NULL;`:                        "give it a DEFAULT",
		"ALTER TABLE a\n\tADD COLUMN b TEXT\n\tNOT NULL;":                  "give it a DEFAULT",
		`ALTER TABLE a DROP COLUMN b;`:                                     "takes away",
		`drop table a;`:                                                    "takes away",
		`ALTER TABLE a RENAME TO b;`:                                       "another name",
		`ALTER TABLE a ALTER COLUMN b SET NOT NULL;`:                       "makes rows impossible",
		`ALTER TABLE a ALTER COLUMN b TYPE TEXT;`:                          "makes rows impossible",
		`DELETE FROM a;`:                                                   "deletes rows",
		"-- +goose StatementBegin\nDELETE FROM a;\n-- +goose StatementEnd": "",
	} {
		found := strings.Join(faults(sql), "; ")
		if says == "" && found != "" || !strings.Contains(found, says) {
			t.Errorf("%q: found %q, want %q", sql, found, says)
		}
	}
}
