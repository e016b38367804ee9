package jobs

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"chalkline/store"
)

// roomPause is the time between two lines about a full disk, and for how long one is
// taken to be full after it was said to be.
const roomPause = time.Minute

// room is whether the disk of PostgreSQL has any. While it has none, every look into
// the queue fails, several times a second.
type room struct {
	none atomic.Int64 // when it was last seen to be full, Unix nanoseconds
	told atomic.Int64 // when that was last said
}

// full notes that there is none, and says whether to say so.
func (r *room) full() bool {
	now := time.Now().UnixNano()
	r.none.Store(now)
	told := r.told.Load()
	return now-told >= int64(roomPause) && r.told.CompareAndSwap(told, now)
}

// lately says whether there was none within the last minute.
func (r *room) lately() bool { return time.Now().UnixNano()-r.none.Load() < int64(roomPause) }

// Full says whether the disk of PostgreSQL was full within the last minute.
func (r *River) Full() bool { return r.room.lately() }

// grave is a log that takes what is wrong only: what River does besides is told by
// the units. That the disk is full is told in one line in place of very many.
type grave struct {
	slog.Handler

	room *room
}

// grave is a log for River.
func (r *River) grave() *slog.Logger { return slog.New(grave{r.log.Handler(), &r.room}) }

// Enabled says whether a line of that level is logged.
func (g grave) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && g.Handler.Enabled(ctx, level)
}

// Handle logs a line. River tells why in words, and of what it gave up in another line.
func (g grave) Handle(ctx context.Context, line slog.Record) error {
	why := ""
	line.Attrs(func(a slog.Attr) bool {
		if a.Key == "err" {
			why = a.Value.String()
		}
		return why == ""
	})
	switch {
	case why == "" && g.room.lately(), strings.Contains(why, noRoom) && !g.room.full():
		return nil
	case strings.Contains(why, noRoom):
		told := slog.NewRecord(line.Time, line.Level, diskFull, line.PC)
		told.AddAttrs(slog.String("error", why))
		line = told
	}
	return g.Handler.Handle(ctx, line)
}

const (
	// noRoom is in all errors by which PostgreSQL says that its disk is full (53100,
	// disk_full), as pgx puts them into words.
	noRoom   = "(SQLSTATE 53100)"
	diskFull = "the disk of the PostgreSQL server is full: free some space there, then work goes on by itself and nothing is lost"
)

// isFull says whether err is that the disk is full, and sees to it that the log says so.
func (r *River) isFull(err error) bool {
	is := store.Full(err) || strings.Contains(err.Error(), noRoom)
	if is && r.room.full() {
		r.log.Error(diskFull, "error", err)
	}
	return is
}
