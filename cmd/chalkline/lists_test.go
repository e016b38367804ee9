package main

import (
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestTheDoctorTellsHowAListIsDoing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)
	read := chalkline.List{Location: "list.csv", Entries: 12, ReadAt: now.AddDate(0, 0, -9), CheckedAt: now.Add(-time.Hour)}
	change := func(to func(*chalkline.List)) chalkline.List {
		l := read
		to(&l)
		return l
	}
	for name, tt := range map[string]struct {
		list           chalkline.List
		location       string
		detail, advice string // parts; advice "" when all is well
	}{
		"not set":      {chalkline.List{}, "", "no list is set", ""},
		"not set now":  {read, "", "12 works, read 2026-03-01 from list.csv", "what it said stays"},
		"not read yet": {chalkline.List{}, "list.csv", "not read yet from list.csv", "chalkline serve"},
		"well":         {read, "list.csv", "12 works, read 2026-03-01", ""},
		"stale":        {change(func(l *chalkline.List) { l.CheckedAt = now.AddDate(0, 0, -4) }), "list.csv", "last looked at 2026-03-06", "daily"},
		"failing":      {change(func(l *chalkline.List) { l.Error = "list.csv:3: expected more" }), "list.csv", "the last look, 2026-03-10, failed", "list.csv:3: expected more"},
		"never read, failing": {
			chalkline.List{CheckedAt: now, Error: "no such file"}, "list.csv", "never read; the last look, 2026-03-10, failed", "no such file",
		},
		"moved": {read, "new.csv", "from list.csv", "now set to new.csv"},
	} {
		detail, advice := sayList(tt.list, tt.location, "retractions", now)
		if !strings.Contains(detail, tt.detail) || !strings.Contains(advice, tt.advice) || (advice == "") != (tt.advice == "") {
			t.Errorf("%s: %q, %q", name, detail, advice)
		}
	}
}
