package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestServeMeasuresARealServer(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	t.Parallel()
	r, err := serveCmd{Readers: 12, Items: 1500, Days: 1, Clients: 2, Seconds: 0.2}.measure(t.Context(), executable(t))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (output{JSON: true, to: &out}).print(r, r.table); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"feed_304_per_s", "feed_200_p50_ms", "feed_200_p99_ms", "page_p99_ms", "search_p99_ms", "rss_mb"} {
		if n, ok := got[key].(float64); !ok || n <= 0 {
			t.Errorf("%s is %v", key, got[key])
		}
	}
	for _, m := range r.measures {
		if len(m.answers) == 0 || m.share(0.5) > m.share(0.99) || m.peak < r.idle {
			t.Errorf("%s: %d answers, memory %v MB", m.name, len(m.answers), m.peak)
		}
	}
}
