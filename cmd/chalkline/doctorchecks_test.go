package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// examined is what the doctor says of an instance after something was done to it.
func examined(t *testing.T, do func(t *testing.T, d *daemon, s *Settings)) string {
	t.Helper()
	d, _ := newDaemon(t, func(s *Settings) { s.Listen, s.BaseURL = freeAddress(t), "" })
	s := d.settings
	do(t, d, &s)
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := doctorCmd{DNS: freeAddress(t)}.Run(t.Context(), streams{out: &out}, s)
	if faults := strings.Contains(out.String(), "FAIL"); faults != (err != nil) {
		t.Errorf("faults: %t, but the command ends with %v", faults, err)
	}
	return out.String()
}

func TestTheDoctorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		do    func(t *testing.T, d *daemon, s *Settings)
		wants []string
	}{
		{"a new instance has no fault", func(*testing.T, *daemon, *Settings) {}, []string{
			"ok    folder", "ok    disk", "ok    time zones", "ok    database     sqlite, schema", "ok    storage      SQLite 3", "ok    key", "ok    clock",
			"note  mail", "readers get no mail until --smtp is set", "ok    address", "note  daemon       not running",
		}},
		{"a clock that was set back", func(t *testing.T, d *daemon, _ *Settings) { askedIn(t, d, time.Now().Add(48*time.Hour)) }, []string{
			"FAIL  clock", "→ the clock says", "timedatectl set-ntp true", "doctor --take-clock",
		}},
		{"a key that others can read", func(t *testing.T, _ *daemon, s *Settings) { chmod(t, s.keyFile(), 0o644) }, []string{"note  key", "chmod 600"}},
		{"a key of another instance", func(t *testing.T, _ *daemon, s *Settings) {
			write(t, s.keyFile(), chalkline.NewKey().String())
		}, []string{"FAIL  key", "another instance key", "doctor --forget-key"}},
		{"a damaged key", func(t *testing.T, _ *daemon, s *Settings) { write(t, s.keyFile(), "half") }, []string{"FAIL  key", "damaged", "from a backup"}},
		{"no key", func(t *testing.T, _ *daemon, s *Settings) { _ = os.Remove(s.keyFile()) }, []string{"FAIL  key", "was used with one", "doctor --forget-key"}},
		{"a mailbox that is not there", func(t *testing.T, _ *daemon, s *Settings) {
			s.Bounces, s.BounceMailbox = "bounces@chalk.example", filepath.Join(t.TempDir(), "bounces")
		}, []string{"note  bounces", "there is no mailbox at"}},
		{"a database that others can read", func(t *testing.T, _ *daemon, s *Settings) { chmod(t, s.database(), 0o644) }, []string{"note  storage", "chmod 600 "}},
		{"a folder that others can look into", func(t *testing.T, _ *daemon, s *Settings) { chmod(t, s.Data, 0o755) }, []string{"note  folder", "chmod 700"}},
		{"a database that is something else", func(t *testing.T, d *daemon, s *Settings) {
			_ = d.db.Close()
			write(t, s.database(), strings.Repeat("This is no database. ", 100))
		}, []string{"FAIL  database", "not a Chalkline database"}},
		{"pages open to all", func(_ *testing.T, _ *daemon, s *Settings) {
			s.Listen, s.BaseURL = "0.0.0.0:34443", "http://picks.example"
		}, []string{
			"note  address", "set --domain", "put a proxy in front",
		}},
		{"a proxy without a name", func(_ *testing.T, _ *daemon, s *Settings) { s.BaseURL = "https://picks.example" }, []string{"note  address", "--trusted-proxies"}},
		{"a proxy", func(_ *testing.T, _ *daemon, s *Settings) {
			s.BaseURL, s.TrustedProxies = "https://picks.example", []string{"127.0.0.1"}
		}, []string{"ok    address"}},
		{"metrics open to all", func(_ *testing.T, _ *daemon, s *Settings) { s.DebugListen = ":34444" }, []string{"note  address", "metrics at :34444 are open"}},
		{"a domain before its certificate", func(_ *testing.T, _ *daemon, s *Settings) {
			s.Domain, s.BaseURL, s.ACMEDirectory = []string{"picks.example"}, "", "https://ca.example"
		}, []string{"note  certificate  none yet", "0 of 1 names have one"}},
		{"a certificate that ends soon", func(t *testing.T, _ *daemon, s *Settings) {
			s.TLSCert, s.TLSKey = selfMade(t, t.TempDir(), "picks.example", time.Now().AddDate(0, 0, 5))
			s.BaseURL = "https://picks.example"
		}, []string{"note  certificate  for picks.example until", "put a new one into"}},
		{"a certificate that has ended", func(t *testing.T, _ *daemon, s *Settings) {
			s.TLSCert, s.TLSKey = selfMade(t, t.TempDir(), "picks.example", time.Now().AddDate(0, 0, -1))
			s.BaseURL = "https://picks.example"
		}, []string{"FAIL  certificate", "browsers refuse the pages"}},
		{"a list of sources with a mistake", func(t *testing.T, _ *daemon, s *Settings) {
			s.Feeds = filepath.Join(t.TempDir(), "feeds.yaml")
			write(t, s.Feeds, "sources:\n  - nam: X\n")
		}, []string{"FAIL  sources", "feeds.yaml", "chalkline sources check"}},
		{"a mail server that is not there", func(t *testing.T, _ *daemon, s *Settings) {
			s.SMTP, s.SMTPTLS, s.MailFrom = freeAddress(t), "none", "picks@school.example"
		}, []string{"FAIL  mail server", "note  mail spf"}},
		{"work that nobody does", func(t *testing.T, d *daemon, _ *Settings) {
			askedIn(t, d, time.Now().Add(-72*time.Hour))
		}, []string{"note  work         late: crawl (1, for 7", "operator's page"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && !strings.Contains(c.wants[0], "FAIL") {
				t.Skip("skipped: short")
			}
			text := examined(t, c.do)
			for _, want := range c.wants {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in\n%s", want, text)
				}
			}
		})
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// askedIn stores a source that was asked at a time, and has been due since.
func askedIn(t *testing.T, d *daemon, at time.Time) {
	t.Helper()
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "A blog", URL: "https://blog.example/feed"}
	if err := d.db.AddSource(t.Context(), &source); err != nil {
		t.Fatal(err)
	}
	if taken, err := d.db.BeginPoll(t.Context(), source.ID, at, at); err != nil || !taken {
		t.Fatal(taken, err)
	}
}

func TestAClockThatWasSetBackStartsNothing(t *testing.T) {
	t.Parallel()
	d, _ := newDaemon(t, nil)
	askedIn(t, d, time.Now().Add(clockSlack/2))
	if err := d.prepare(t.Context(), nil); err != nil {
		t.Errorf("clocks that are a little apart: %v", err)
	}
	d, _ = newDaemon(t, nil)
	askedIn(t, d, time.Now().Add(24*time.Hour))
	if err := d.prepare(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "set the clock right") {
		t.Errorf("a clock a day back: %v", err)
	}
	var out bytes.Buffer
	if err := (doctorCmd{TakeClock: true}).Run(t.Context(), streams{out: &out}, d.settings); err != nil {
		t.Fatal(err)
	}
	if err := d.prepare(t.Context(), nil); err != nil {
		t.Errorf("a clock that was taken: %v", err)
	}
	if due, err := d.db.DueHosts(t.Context(), time.Now().Add(time.Minute), 5); err != nil || len(due) != 1 {
		t.Errorf("the source is asked again: %v, %v", due, err)
	}
}

func TestTheDoctorKnowsWhatPostgresNeeds(t *testing.T) {
	t.Parallel()
	fine := store.Examination{Version: "PostgreSQL 17.6", Major: 17, Encoding: "UTF8", MayCreate: true, InUse: 10, Most: 97}
	for _, c := range []struct {
		name   string
		change func(*store.Examination)
		bad    bool
		want   string
	}{
		{"all well", func(*store.Examination) {}, false, ""},
		{"too old", func(e *store.Examination) { e.Major = 14 }, true, "PostgreSQL 15 or newer"},
		{"another encoding", func(e *store.Examination) { e.Encoding = "SQL_ASCII" }, true, "--encoding UTF8"},
		{"no rights", func(e *store.Examination) { e.MayCreate = false }, true, "GRANT CREATE"},
		{"nearly full", func(e *store.Examination) { e.InUse = 90 }, false, "max_connections"},
	} {
		e := fine
		c.change(&e)
		if f := judgePostgres(finding{}, e); f.bad != c.bad || !strings.Contains(f.advice, c.want) || (c.want == "") != (f.advice == "") {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}
