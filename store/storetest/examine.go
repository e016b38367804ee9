package storetest

import (
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

// examineTests state what an operator is told of the database itself.
var examineTests = []test{
	{"a database says what it is", func(e *env) {
		x := must[store.Examination](e)(e.Examine(e.ctx))
		if !x.MayCreate || !strings.HasPrefix(strings.ReplaceAll(x.Encoding, "-", ""), "UTF8") {
			e.Errorf("%+v", x)
		}
		switch e.Kind() {
		case "sqlite":
			if !strings.HasPrefix(x.Version, "SQLite 3.") || x.Most != 0 {
				e.Errorf("%+v", x)
			}
		default:
			if x.Major < 15 || !strings.HasPrefix(x.Version, "PostgreSQL ") || x.InUse < 1 || x.Most < x.InUse {
				e.Errorf("%+v", x)
			}
		}
		for _, pool := range e.Pools() {
			if pool.Name == "" || pool.Stats.MaxOpenConnections < 1 {
				e.Errorf("pool %+v", pool)
			}
		}
	}},
	{"a clock that was ahead can be taken back", func(e *env) {
		if at := must[time.Time](e)(e.LastAsked(e.ctx)); !at.IsZero() {
			e.Errorf("nobody was asked, but at %v", at)
		}
		source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "A blog", URL: "https://blog.example/feed"}
		e.ok(e.AddSource(e.ctx, &source))
		ahead := e.now.Add(1000 * time.Hour)
		must[bool](e)(e.BeginPoll(e.ctx, source.ID, ahead, ahead.Add(time.Hour)))
		if at := must[time.Time](e)(e.LastAsked(e.ctx)); !at.Equal(ahead) {
			e.Errorf("asked at %v, told %v", ahead, at)
		}
		e.ok(e.TakeClock(e.ctx))
		if at := must[time.Time](e)(e.LastAsked(e.ctx)); !at.Equal(e.now) {
			e.Errorf("it is %v, asked at %v", e.now, at)
		}
		if due := must[[]string](e)(e.DueHosts(e.ctx, e.now, 5)); len(due) != 1 {
			e.Errorf("due: %v", due)
		}
	}},
}
