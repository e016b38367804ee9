package web

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-chi/httprate"
)

// How often mail may be asked for. A whole school may sit behind one network
// address, so that limit leaves room for a staff meeting at which everybody joins.
// The limit on strangers is for the whole instance: whoever has many network
// addresses still cannot make it mail half the world. It does not hold for readers,
// of whom there are only so many, so that a flood keeps nobody out who is in.
const (
	joinsPerClient  = 60
	joinsPerMailbox = 5
	joinsOfAll      = 200
	joinWindow      = time.Hour
)

// hubPerClient is how many requests to the hub one network address may make within
// joinWindow: a feed service subscribes many readers' feeds at once.
const hubPerClient = 300

// attemptsPerClient is how often one network address may begin to sign in without a
// mailed link within joinWindow: a staff room has one, and Monday mornings.
const attemptsPerClient = 300

// probesPerAddress is how often operators may look at one address within
// probeWindow: once to find it, and once to see what it has.
const (
	probesPerAddress = 2
	probeWindow      = 15 * time.Minute
)

// limits count requests for mail, attempts to sign in, and requests to the hub.
type limits struct {
	client    *httprate.RateLimiter // by network address
	mailbox   *httprate.RateLimiter // by mailbox
	strangers *httprate.RateLimiter // mails to addresses that are no reader's
	attempts  *httprate.RateLimiter // by network address
	hub       *httprate.RateLimiter // by network address
	probes    *httprate.RateLimiter // by the address that an operator looks at
}

func newLimits() limits {
	headers := httprate.WithResponseHeaders(httprate.ResponseHeaders{RetryAfter: "Retry-After"})
	return limits{
		client:    httprate.NewRateLimiter(joinsPerClient, joinWindow, headers),
		mailbox:   httprate.NewRateLimiter(joinsPerMailbox, joinWindow, headers),
		strangers: httprate.NewRateLimiter(joinsOfAll, joinWindow, httprate.WithResponseHeaders(httprate.ResponseHeaders{})),
		attempts:  httprate.NewRateLimiter(attemptsPerClient, joinWindow, headers),
		hub:       httprate.NewRateLimiter(hubPerClient, joinWindow, headers),
		probes:    httprate.NewRateLimiter(probesPerAddress, probeWindow, headers),
	}
}

// mailbox is the mailbox that an address most likely leads to, in the form that
// limits count by: many servers deliver ada+1@ and ada+2@, and some a.da@ too, to
// ada@. Where they do not, a few neighbours share a limit.
func mailbox(email string) string {
	at := strings.LastIndexByte(email, '@')
	local, _, _ := strings.Cut(email[:at], "+")
	return strings.ReplaceAll(local, ".", "") + email[at:]
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
