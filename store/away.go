package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// awayStates are the beginnings of SQLSTATE codes with which PostgreSQL says that it
// cannot just now: connection exceptions, too many connections, shutting down and
// starting up (its manual, appendix A).
var awayStates = []string{"08", "53300", "57P"}

// Away says whether err is that the database does not answer, or has no room to write:
// what was asked may be asked again later.
func Away(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok || Full(err) {
		return true // also one that PostgreSQL refused for a reason of its own, such as no room for a file
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		for _, state := range awayStates {
			if strings.HasPrefix(e.Code, state) {
				return true
			}
		}
		return false
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if errors.Is(err, context.Canceled) {
		return false
	}
	return pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
