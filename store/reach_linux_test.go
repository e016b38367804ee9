package store

import (
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestALinkThatHearsNothingEnds(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	config, err := pgx.ParseConfig("postgres://x@127.0.0.1/x?tcp_keepalives_idle=40")
	if err != nil {
		t.Fatal(err)
	}
	Reach(&config.Config)
	if config.ConnectTimeout != connectTime || config.RuntimeParams["tcp_keepalives_idle"] != "40" || config.RuntimeParams["tcp_keepalives_count"] != "3" {
		t.Errorf("connecting takes %v with %v", config.ConnectTimeout, config.RuntimeParams)
	}
	conn, err := config.DialFunc(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		t.Fatalf("a connection is %T", conn)
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) {
		got, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, userTimeout)
		if err != nil || got != int(heardTime.Milliseconds()) {
			t.Errorf("%d ms for what was sent to be heard: %v", got, err)
		}
	}); err != nil {
		t.Fatal(err)
	}
}
