package store

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// How soon it is noticed that PostgreSQL, or the way there, is gone. A connection
// in use is waited for about 30 seconds.
const (
	// connectTime is for connecting and signing in, unless the URL has a
	// connect_timeout.
	connectTime = 5 * time.Second
	// aliveIdle, aliveAgain and aliveTries are when a machine is asked whether it is
	// there that has said nothing, how often, and how many times in vain.
	aliveIdle  = 15 * time.Second
	aliveAgain = 5 * time.Second
	aliveTries = 3
	// heardTime is for a machine to say that it heard something.
	heardTime = 30 * time.Second
	// answerTime is for the next word of an answer: the machine is there, and
	// PostgreSQL on it or a proxy before it may hang. The longest statement, a change
	// of all items of a large instance, takes minutes.
	answerTime = 15 * time.Minute
	// wakeTime is for a connection to say that it is there which nobody has used for
	// restTime.
	wakeTime = 2 * time.Second
	restTime = time.Second
)

// serverSide is what PostgreSQL is to do about a Chalkline that is gone, so that its
// locks do not stay: the same questions, and no transaction without a word for long.
var serverSide = map[string]string{
	"tcp_keepalives_idle":                 "15",
	"tcp_keepalives_interval":             "5",
	"tcp_keepalives_count":                "3",
	"idle_in_transaction_session_timeout": "300000", // ms
}

// Reach has connections to PostgreSQL end by themselves when the way there is gone.
// What the URL says itself stays so.
func Reach(c *pgconn.Config) {
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTime
	}
	for name, value := range serverSide {
		if _, ok := c.RuntimeParams[name]; !ok {
			c.RuntimeParams[name] = value
		}
	}
	dialer := &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: aliveIdle, Interval: aliveAgain, Count: aliveTries},
		Control:         heardWithin,
	}
	c.DialFunc = dialer.DialContext
}

// dead asks a connection that was at rest whether it still leads anywhere, for a time:
// the driver would wait as long as whoever wants to use it. One that says nothing is
// closed, which the driver then finds out.
func dead(ctx context.Context, p stdlib.ShouldPingParams) bool {
	if p.IdleDuration <= restTime {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, wakeTime)
	defer cancel()
	return p.Conn.Ping(ctx) != nil
}

// reachAnswers is Reach, and has connections fail on which an answer is awaited for
// longer than the limit; 0 is none.
func reachAnswers(c *pgconn.Config, limit *atomic.Int64) {
	Reach(c)
	dial := c.DialFunc
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &answering{Conn: conn, limit: limit}, nil
	}
}

// answering is a connection that is read from only while an answer is awaited.
type answering struct {
	net.Conn

	limit *atomic.Int64 // a time.Duration

	mu    sync.Mutex
	until time.Time // that was set from outside; zero for none
}

// Read implements net.Conn.
func (c *answering) Read(b []byte) (int, error) {
	if err := c.await(); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// await sets until when the next word has to come.
func (c *answering) await() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := c.until
	if limit := time.Duration(c.limit.Load()); limit > 0 {
		if own := time.Now().Add(limit); until.IsZero() || own.Before(until) {
			until = own
		}
	}
	return c.Conn.SetReadDeadline(until)
}

// SetDeadline implements net.Conn.
func (c *answering) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = t
	return c.Conn.SetDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (c *answering) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = t
	return c.Conn.SetReadDeadline(t)
}
