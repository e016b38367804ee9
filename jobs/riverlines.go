package jobs

import (
	"context"
	"net"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
)

// lines are the connections of the queue, to be cut when its database does not
// answer any more: River would wait 10 s on each.
type lines struct {
	mu   sync.Mutex
	open map[*line]bool
}

// over dials as dial does and keeps what it opened.
func (l *lines) over(dial pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		one := &line{Conn: conn, of: l}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.open[one] = true
		return one, nil
	}
}

// cut ends all connections; what waits on one fails at once.
func (l *lines) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range l.open {
		_ = one.Conn.Close() // whoever uses it finds out
	}
	clear(l.open)
}

// watch cuts the lines of a member that ends once its lock is lost: nothing that
// waits for the database is answered then.
func (r *River) watch(ctx context.Context, m *member, lost error) {
	for lost == nil {
		if !wait(ctx, beat) {
			return
		}
		lost = m.alive(ctx)
	}
	r.lines.cut()
}

// line is a connection of lines.
type line struct {
	net.Conn

	of *lines
}

// Close implements net.Conn.
func (c *line) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}
