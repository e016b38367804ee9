package store_test

import (
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"chalkline/store"
)

// TestAServerThatLetsNobodyInIsSaidToBeInTrouble asks a server for a connection that
// has no room for a file that it makes for each, and one that wants a password.
func TestAServerThatLetsNobodyInIsSaidToBeInTrouble(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"XX000": "the server is in trouble itself, most often because its disk is full",
		"53100": "the server is in trouble itself, most often because its disk is full",
		"28P01": "check that the server runs and that the URL is right",
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return // the test is over
				}
				server := pgproto3.NewBackend(conn, conn)
				if _, err := server.ReceiveStartupMessage(); err == nil {
					server.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: code, Message: "could not write init file"})
					_ = server.Flush()
				}
				_ = conn.Close()
			}
		}()
		_, err = store.Open(t.Context(), "postgres://chalkline@"+listener.Addr().String()+"/chalkline?sslmode=disable")
		if err == nil || !strings.Contains(err.Error(), want) || !store.Away(err) {
			t.Errorf("%s: %v", code, err)
		}
	}
}
