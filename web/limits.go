package web

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-chi/httprate"
)

// How often mail may be asked for. A whole school may sit behind one address,
// so that limit leaves room for a staff meeting at which everybody joins.
const (
	joinsPerClient  = 60
	joinsPerAddress = 5
	joinWindow      = time.Hour
)

// limits count requests for mail.
type limits struct {
	client  *httprate.RateLimiter // by network address
	address *httprate.RateLimiter // by mail address
}

func newLimits() limits {
	headers := httprate.WithResponseHeaders(httprate.ResponseHeaders{RetryAfter: "Retry-After"})
	return limits{
		client:  httprate.NewRateLimiter(joinsPerClient, joinWindow, headers),
		address: httprate.NewRateLimiter(joinsPerAddress, joinWindow, headers),
	}
}

// client is the network address that asks, in the form that limits count by.
// X-Forwarded-For is read from its end, and only as far as trusted proxies
// wrote it: what stands further left can be made up by anybody.
func (s *server) client(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	client := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(client); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		client = hop.Unmap()
	}
	return httprate.CanonicalizeIP(client.WithZone("").String())
}

func (s *server) trusted(a netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
