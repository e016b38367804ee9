package meilitest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// task is something that is done later.
type task struct {
	UID        int        `json:"uid"`
	Index      *string    `json:"indexUid"`
	Status     string     `json:"status"`
	Type       string     `json:"type"`
	Error      *fault     `json:"error"`
	EnqueuedAt time.Time  `json:"enqueuedAt"`
	StartedAt  *time.Time `json:"startedAt"`
	FinishedAt *time.Time `json:"finishedAt"`

	do func() *fault
}

// enqueue takes a task and tells its number.
func (s *Server) enqueue(kind, name string, do func() *fault) (int, any) {
	t := &task{UID: len(s.tasks), Status: "enqueued", Type: kind, EnqueuedAt: time.Now(), do: do}
	if name != "" {
		t.Index = &name
	}
	s.tasks = append(s.tasks, t)
	s.changed.Broadcast()
	return http.StatusAccepted, map[string]any{"taskUid": t.UID, "indexUid": t.Index, "status": t.Status, "type": t.Type, "enqueuedAt": t.EnqueuedAt}
}

// work does the tasks, one after the other.
func (s *Server) work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for next := 0; ; {
		for !s.closed && (s.held || next == len(s.tasks)) {
			s.changed.Wait()
		}
		if s.closed {
			return
		}
		t := s.tasks[next]
		next++
		began := time.Now()
		t.Status, t.StartedAt = "processing", &began
		s.mu.Unlock()
		time.Sleep(time.Millisecond) // others may look meanwhile
		s.mu.Lock()
		t.Status = "succeeded"
		if t.Error = t.do(); t.Error != nil {
			t.Status = "failed"
		}
		ended := time.Now()
		t.FinishedAt = &ended
	}
}

// getTask tells of a task. The key is one for some indexes alone, and is not told of
// tasks that are of none.
func (s *Server) getTask(r *http.Request) (int, any) {
	n, err := strconv.Atoi(r.PathValue("task"))
	if err != nil || n < 0 || n >= len(s.tasks) || s.Key != "" && s.tasks[n].Index == nil {
		return invalid(http.StatusNotFound, "task_not_found", "Task `"+r.PathValue("task")+"` not found.")
	}
	return http.StatusOK, s.tasks[n]
}

func (s *Server) getTasks(r *http.Request) (int, any) {
	statuses, names := list(r, "statuses"), list(r, "indexUids")
	limit := number(r, "limit", 20)
	found := []*task{}
	for _, t := range slices.Backward(s.tasks) {
		ofIndex := t.Index != nil && slices.Contains(names, *t.Index)
		if len(found) < limit && (len(statuses) == 0 || slices.Contains(statuses, t.Status)) && (len(names) == 0 || ofIndex) {
			found = append(found, t)
		}
	}
	return http.StatusOK, map[string]any{"results": found, "limit": limit, "total": len(found), "from": nil, "next": nil}
}

func list(r *http.Request, name string) []string {
	return strings.FieldsFunc(r.URL.Query().Get(name), func(c rune) bool { return c == ',' })
}

func (s *Server) createIndex(r *http.Request) (int, any) {
	var asked struct{ UID, PrimaryKey string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.UID == "" {
		return invalid(http.StatusBadRequest, "missing_index_uid", "Missing field `uid`.")
	}
	if strings.ContainsFunc(asked.UID, func(c rune) bool { return !nameable(c) }) {
		return invalid(http.StatusBadRequest, "invalid_index_uid", "`"+asked.UID+"` is not a valid index uid.")
	}
	return s.enqueue("indexCreation", asked.UID, func() *fault {
		if _, ok := s.indexes[asked.UID]; ok {
			return &fault{"Index `" + asked.UID + "` already exists.", "index_already_exists", "invalid_request"}
		}
		s.indexes[asked.UID] = newIndex()
		return nil
	})
}

func nameable(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func (s *Server) getIndex(r *http.Request) (int, any) {
	name := r.PathValue("index")
	if _, ok := s.indexes[name]; !ok {
		return noIndex(name)
	}
	return http.StatusOK, map[string]any{"uid": name, "primaryKey": "id", "createdAt": time.Now(), "updatedAt": time.Now()}
}

func (s *Server) deleteIndex(r *http.Request) (int, any) {
	name := r.PathValue("index")
	return s.enqueue("indexDeletion", name, func() *fault {
		if _, ok := s.indexes[name]; !ok {
			return &fault{"Index `" + name + "` not found.", "index_not_found", "invalid_request"}
		}
		delete(s.indexes, name)
		return nil
	})
}

func (s *Server) swapIndexes(r *http.Request) (int, any) {
	var asked []struct {
		Indexes []string
		Rename  bool
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked) != 1 || len(asked[0].Indexes) != 2 || asked[0].Rename {
		return invalid(http.StatusBadRequest, "invalid_swap_indexes", "Two indexes must be given for each swap.")
	}
	a, b := asked[0].Indexes[0], asked[0].Indexes[1]
	return s.enqueue("indexSwap", "", func() *fault {
		if s.indexes[a] == nil || s.indexes[b] == nil {
			return &fault{"Index `" + a + "` or `" + b + "` not found.", "index_not_found", "invalid_request"}
		}
		s.indexes[a], s.indexes[b] = s.indexes[b], s.indexes[a]
		return nil
	})
}
