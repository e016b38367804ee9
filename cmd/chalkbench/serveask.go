package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// measure is what came of asking for a while.
type measure struct {
	name    string
	took    time.Duration
	used    time.Duration // processor time of the server
	answers []time.Duration
	bytes   int64
	peak    float64 // most memory of the server so far, in MB
}

func (m measure) rate() float64 { return float64(len(m.answers)) / m.took.Seconds() }

// cpu is the server's processor time for an answer, in microseconds.
func (m measure) cpu() float64 {
	return float64(m.used.Microseconds()) / float64(max(1, len(m.answers)))
}

// size is the mean size of a body, in bytes.
func (m measure) size() float64 { return float64(m.bytes) / float64(max(1, len(m.answers))) }

// share is the time within which that share of the answers came.
func (m measure) share(share float64) time.Duration {
	if len(m.answers) == 0 {
		return 0
	}
	return m.answers[min(len(m.answers)-1, int(share*float64(len(m.answers))))]
}

// ask has clients ask for requests, one after the other, until the time is over.
// Any status but the wanted one is a fault.
func (s *benchServer) ask(ctx context.Context, clients, status int, length time.Duration, requests [][]byte) (measure, error) {
	var m measure
	var mu sync.Mutex
	var group sync.WaitGroup
	var fault error
	var next atomic.Int64
	used, start := s.cpuTime(), time.Now()
	for range clients {
		group.Go(func() {
			times, bytes, err := s.client(ctx, status, start.Add(length), requests, &next)
			mu.Lock()
			defer mu.Unlock()
			m.answers, m.bytes = append(m.answers, times...), m.bytes+bytes
			if fault == nil {
				fault = err
			}
		})
	}
	group.Wait()
	m.took, m.used = time.Since(start), s.cpuTime()-used
	slices.Sort(m.answers)
	return m, fault
}

// client is one connection. It reads no more of an answer than it must, so that
// the processor is left to the server.
func (s *benchServer) client(ctx context.Context, status int, until time.Time, requests [][]byte, next *atomic.Int64) (times []time.Duration, size int64, err error) {
	conn, err := dial(ctx, s.address)
	if err != nil {
		return nil, 0, err
	}
	defer conn.close()
	for begun := time.Now(); begun.Before(until) && ctx.Err() == nil; {
		n := int(next.Add(1)-1) % len(requests)
		got, body, err := conn.ask(requests[n])
		if err != nil {
			return times, size, err
		}
		if got != status {
			line, _, _ := bytes.Cut(requests[n], []byte(" HTTP"))
			return times, size, fmt.Errorf("%w: %s with %d, not %d", errPage, line, got, status)
		}
		ended := time.Now()
		times, size = append(times, ended.Sub(begun)), size+body
		begun = ended
	}
	return times, size, nil
}

// errPage says that a page was not answered as it should be.
var errPage = errors.New("answered otherwise than it should be")

// client is a connection that is kept.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

// dial connects to a server.
func dial(ctx context.Context, address string) (*client, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	return &client{conn, bufio.NewReaderSize(conn, 16<<10)}, nil
}

func (c *client) close() { _ = c.conn.Close() }

// ask sends a request and reads its answer.
func (c *client) ask(request []byte) (status int, size int64, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, 0, fmt.Errorf("asking the server: %w", err)
	}
	status, size, err = readAnswer(c.in)
	if err != nil {
		return status, size, fmt.Errorf("reading an answer: %w", err)
	}
	return status, size, nil
}

// readAnswer reads an HTTP/1.1 answer and returns its status and the length of its
// body.
func readAnswer(in *bufio.Reader) (status int, length int64, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, 0, err
	}
	if len(line) < 12 {
		return 0, 0, fmt.Errorf("the answer begins with %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, 0, fmt.Errorf("the answer begins with %q", line)
	}
	name, chunked := []byte("Content-Length: "), false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return status, 0, err
		}
		if len(line) <= 2 {
			break
		}
		if bytes.HasPrefix(line, name) {
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(line[len(name):])), 10, 64); err != nil {
				return status, 0, fmt.Errorf("the answer's length is %q", line)
			}
		}
		chunked = chunked || bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked"))
	}
	if chunked {
		length, err = readChunks(in)
		return status, length, err
	}
	_, err = io.CopyN(io.Discard, in, length)
	return status, length, err
}

// readChunks reads a body that comes in pieces, each after its length.
func readChunks(in *bufio.Reader) (length int64, err error) {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return length, err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return length, fmt.Errorf("a piece of the answer begins with %q", line)
		}
		if _, err := io.CopyN(io.Discard, in, size+2); err != nil || size == 0 { // each ends a line
			return length, err
		}
		length += size
	}
}
