package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"time"
)

// pgCounter stands between a program and a PostgreSQL server on this machine and
// counts statements and bytes.
type pgCounter struct {
	database string // address of the database by way of the counter
	direct   string // its own address

	listener   net.Listener
	statements atomic.Int64
	bytes      atomic.Int64 // both ways
}

// countPostgres starts a counter. Connections must not be encrypted.
func countPostgres(ctx context.Context, database string) (*pgCounter, error) {
	u, err := url.Parse(database)
	if err != nil {
		return nil, fmt.Errorf("reading the address of the database: %w", err)
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	c := &pgCounter{direct: database, listener: listener}
	server := u.Host
	u.Host = listener.Addr().String()
	query := u.Query()
	query.Set("sslmode", "disable")
	u.RawQuery = query.Encode()
	c.database = u.String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // it was closed
			}
			go c.serve(ctx, conn, server)
		}
	}()
	return c, nil
}

func (c *pgCounter) close() { _ = c.listener.Close() }

// serve hands on what a program and the server say to each other.
func (c *pgCounter) serve(ctx context.Context, client net.Conn, server string) {
	defer client.Close()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", server)
	if err != nil {
		return // the program sees that its connection ends
	}
	defer conn.Close()
	go func() {
		n, _ := io.Copy(client, conn)
		c.bytes.Add(n)
		_ = client.Close()
	}()
	_ = c.count(bufio.NewReaderSize(client, 64<<10), conn)
}

// count hands on messages of a program. All but the first begin with a letter; Q and
// E have a statement run.
func (c *pgCounter) count(in *bufio.Reader, out io.Writer) error {
	for letters := 0; ; letters = 1 {
		head, err := in.Peek(4 + letters)
		if err != nil {
			return err
		}
		if letters == 1 && (head[0] == 'Q' || head[0] == 'E') {
			c.statements.Add(1)
		}
		size := int64(letters) + int64(binary.BigEndian.Uint32(head[letters:]))
		c.bytes.Add(size)
		if _, err := io.CopyN(out, in, size); err != nil {
			return err
		}
	}
}

// cpuTime is the processor time that the server's processes for this database have
// used; 0 when they are on another machine.
func (c *pgCounter) cpuTime(ctx context.Context) (time.Duration, error) {
	db, err := sql.Open("pgx", c.direct)
	if err != nil {
		return 0, fmt.Errorf("asking the database: %w", err)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if err != nil {
		return 0, fmt.Errorf("asking the database: %w", err)
	}
	defer rows.Close()
	var used time.Duration
	for rows.Next() {
		var pid process
		if err := rows.Scan(&pid); err != nil {
			return 0, fmt.Errorf("asking the database: %w", err)
		}
		used += pid.cpuTime()
	}
	return used, rows.Err()
}
