package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// What a page may weigh: its HTML as it is, and with its style sheets and scripts as
// all of it is sent.
const (
	htmlBudget = 100 << 10
	sentBudget = 150 << 10
)

var assetInPage = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js)\?v=[^"]+)"`)

func TestEveryPageIsLightAndGuarded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	heaviest, heaviestSent := "", 0
	h.eachPage(func(name, path string, p person) {
		a := p.asks(http.MethodGet, path, "")
		if !aPage(a) || a.status >= 500 {
			t.Errorf("%s is %d, %s, want a page", name, a.status, a.header.Get("Content-Type"))
		}
		if got := a.header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s has the policy %q", name, got)
		}
		if len(a.body) > htmlBudget {
			t.Errorf("%s has %d KB of HTML", name, len(a.body)>>10)
		}
		packed := []string{"Accept-Encoding", "br", "Accept", "text/html"}
		sent := len(p.get(path, packed...).body)
		for _, asset := range assetInPage.FindAllStringSubmatch(a.body, -1) {
			sent += len(p.get(asset[1], packed...).body)
		}
		if sent > sentBudget {
			t.Errorf("%s is sent in %d KB", name, sent>>10)
		}
		if sent > heaviestSent {
			heaviest, heaviestSent = name, sent
		}
	})
	t.Logf("the heaviest page is %s: %d KB as sent", heaviest, heaviestSent>>10)
}

// eachPage calls f with each page of the table, for each person it is looked at as.
func (h *house) eachPage(f func(name, path string, p person)) {
	for _, a := range asks {
		_, path, _ := h.request(a.request)
		for _, who := range a.as {
			f(strings.TrimPrefix(a.request, "GET ")+" for "+h.people[who].name, path, h.people[who])
		}
	}
}
