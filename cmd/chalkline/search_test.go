package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/search/meili/meilitest"
	"chalkline/store"
)

func TestSettingsOfMeilisearchAreChecked(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		settings Settings
		wrong    string
	}{
		{Settings{MeiliIndex: "chalkline"}, ""},
		{Settings{Meili: "http://127.0.0.1:7700/", MeiliIndex: "chalkline"}, ""},
		{Settings{Meili: "https://search.example.org", MeiliKey: "k", MeiliIndex: "Staff_room-2"}, ""},
		{Settings{MeiliKey: "k", MeiliIndex: "chalkline"}, "meili is not"},
		{Settings{Meili: "127.0.0.1:7700", MeiliIndex: "chalkline"}, "is not the address"},
		{Settings{Meili: "http://me:secret@127.0.0.1:7700", MeiliIndex: "chalkline"}, "is not the address"},
		{Settings{Meili: "ftp://127.0.0.1", MeiliIndex: "chalkline"}, "is not the address"},
		{Settings{Meili: "http://127.0.0.1:7700", MeiliIndex: "staff room"}, "is not the name of an index"},
		{Settings{Meili: "http://127.0.0.1:7700"}, "is not the name of an index"},
	} {
		err := row.settings.validateMeili()
		if (err == nil) != (row.wrong == "") || err != nil && !strings.Contains(err.Error(), row.wrong) {
			t.Errorf("%+v: %v, want %q", row.settings, err, row.wrong)
		}
		if strings.HasSuffix(row.settings.Meili, "/") {
			t.Errorf("%s keeps its slash", row.settings.Meili)
		}
	}
}

func TestReindexBuildsTheIndexInMeilisearchToo(t *testing.T) {
	t.Parallel()
	server := meilitest.New(t, "a key")
	data := t.TempDir()
	db, err := store.Open(t.Context(), filepath.Join(data, "chalkline.db"))
	if err != nil {
		t.Fatal(err)
	}
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "S", URL: "https://s.example/feed", Genre: chalkline.GenreBlog}
	if err := db.AddSource(t.Context(), &source); err != nil {
		t.Fatal(err)
	}
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK, NextAt: time.Now().Add(time.Hour)}}
	for _, key := range []string{"a", "b", "c"} {
		batch.Items = append(batch.Items, chalkline.Item{Key: key, Title: "Fractions " + key, Text: "Text.", URL: "https://s.example/" + key})
	}
	if _, err := db.StoreBatch(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	reindex := func(more ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), program(t), append([]string{"reindex", "--data", data, "--crossref", "off", "--eric", "off"}, more...)...)
		cmd.Args[0] = "chalkline"
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for range 2 {
		out, err := reindex("--meili", server.URL, "--meili-key", server.Key)
		if err != nil || !strings.Contains(out, "The index chalkline in Meilisearch is built anew: 3 documents") {
			t.Fatalf("%v: %s", err, out)
		}
		if n := server.Documents("chalkline"); n != 4 { // with the mark
			t.Errorf("the index has %d documents, want 4", n)
		}
	}
	if out, err := reindex("--meili", server.URL, "--meili-key", "wrong"); err == nil || !strings.Contains(out, "does not accept the key") {
		t.Errorf("with the wrong key: %v: %s", err, out)
	}
	asked := server.Asked()
	if out, err := reindex(); err != nil || strings.Contains(out, "Meilisearch") || server.Asked() != asked {
		t.Errorf("without Meilisearch: %v: %s", err, out)
	}
}

func TestTheDoctorSaysHowTheIndexIs(t *testing.T) {
	t.Parallel()
	server := meilitest.New(t, "a key")
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "chalkline.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := Settings{MeiliIndex: "chalkline"}
	if findings := s.checkIndex(t.Context(), db); len(findings) != 0 {
		t.Errorf("without Meilisearch the doctor says %+v", findings)
	}
	s.Meili, s.MeiliKey = server.URL, server.Key
	says := func(detail, advice string) {
		t.Helper()
		f := s.checkIndex(t.Context(), db)[0]
		if f.bad || !strings.Contains(f.detail, detail) || (f.advice == "") != (advice == "") || !strings.Contains(f.advice, advice) {
			t.Errorf("the doctor says %+v, want %q and %q", f, detail, advice)
		}
	}
	says("is not built yet", "")
	state, err := db.FollowIndex(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.IndexBuilt(t.Context(), state.Build); err != nil {
		t.Fatal(err)
	}
	says("in line with the database", "")
	s.MeiliKey = "wrong"
	says("the database answers", "set meili-key")
}
