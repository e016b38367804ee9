package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chalkline"
)

// made is an answer about something that was just made.
type made struct{ what any }

// apiFile is an answer that is no JSON.
type apiFile struct {
	kind, name string
	data       []byte
}

// writeAPI writes an answer. What was read before is not sent again: the tag is of
// the answer's bytes, so it changes exactly when they do.
func writeAPI(w http.ResponseWriter, r *http.Request, answer any) error {
	status, kind := http.StatusOK, "application/json; charset=utf-8"
	var body []byte
	switch a := answer.(type) {
	case nil:
		w.WriteHeader(http.StatusNoContent)
		return nil
	case apiFile:
		kind, body = a.kind, a.data
		w.Header().Set("Content-Disposition", `attachment; filename="`+a.name+`"`)
	default:
		if m, ok := answer.(made); ok {
			status, answer = http.StatusCreated, m.what
		}
		var err error
		if body, err = inAPI(answer); err != nil {
			return fmt.Errorf("write an answer of the API: %w", err)
		}
	}
	h := w.Header()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		sum := sha256.Sum256(body)
		etag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", etag)
		if matches(r.Header.Get("If-None-Match"), etag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // it is JSON or a file to be kept, and goes out as that
	return nil
}

// inAPI is an answer as JSON, for people too.
func inAPI(answer any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // nosniff and the type keep it from being a page
	err := e.Encode(answer)
	return b.Bytes(), err
}

// apiFault is a fault that has a status of its own.
type apiFault struct {
	status  int
	message chalkline.Text
}

func (f *apiFault) Error() string { return f.message.English() }

// apiCodes are the codes of errors by status.
var apiCodes = map[int]string{
	http.StatusBadRequest:            string(chalkline.CodeInvalid),
	http.StatusUnauthorized:          "unauthorized",
	http.StatusForbidden:             string(chalkline.CodeDenied),
	http.StatusNotFound:              string(chalkline.CodeNotFound),
	http.StatusMethodNotAllowed:      "wrong_method",
	http.StatusConflict:              string(chalkline.CodeConflict),
	http.StatusGone:                  string(chalkline.CodeExpired),
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType:  "not_json",
	http.StatusTooManyRequests:       "too_often",
	http.StatusInternalServerError:   string(chalkline.CodeInternal),
	http.StatusServiceUnavailable:    "not_now",
}

// apiError is how the API says that something did not work.
type apiError struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// asksAPI says whether a program asks.
func asksAPI(r *http.Request) bool {
	return r.URL.Path == apiBase || strings.HasPrefix(r.URL.Path, apiBase+"/")
}

// failAPI answers a program with an error.
func failAPI(w http.ResponseWriter, status int, message string) {
	var e apiError
	e.Error.Code, e.Error.Message = apiCodes[status], message
	if e.Error.Code == "" {
		e.Error.Code = apiCodes[http.StatusInternalServerError]
	}
	body, _ := inAPI(e) // two strings are always JSON
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// apiList is a part of a list.
type apiList[T any] struct {
	Data []T     `json:"data"`
	Next *string `json:"next"` // the cursor of the next part; null at the end
}

// newAPIList is a part of a list: of what was read, at most limit. One more tells
// that there is a next part, whose cursor is made from the last one that is shown.
func newAPIList[T, V any](read []T, limit int, view func(T) V, cursor func(last T) int64) apiList[V] {
	list := apiList[V]{Data: []V{}}
	if len(read) > limit {
		read = read[:limit]
		next := strconv.FormatInt(cursor(read[limit-1]), 10)
		list.Next = &next
	}
	for _, one := range read {
		list.Data = append(list.Data, view(one))
	}
	return list
}

// How much of a list is sent at a time.
const (
	apiUsual = 20
	apiMost  = 100
)

// apiAsk is which part of a list is asked for.
type apiAsk struct {
	Limit  int
	Cursor int64 // 0 for the beginning
}

// apiAskOf reads limit and cursor, and refuses what an address may not have.
func apiAskOf(r *http.Request, known ...string) (ask apiAsk, query url.Values, err error) {
	query = r.URL.Query()
	for name := range query {
		switch {
		case name == "limit", name == "cursor":
		default:
			if !slices.Contains(known, name) {
				return ask, nil, chalkline.Errorf(chalkline.CodeInvalid, "There is no parameter %q here.", chalkline.Cut(name, 60))
			}
		}
	}
	ask.Limit = apiUsual
	if text := query.Get("limit"); text != "" {
		if ask.Limit, err = strconv.Atoi(text); err != nil || ask.Limit < 1 || ask.Limit > apiMost {
			return ask, nil, chalkline.Errorf(chalkline.CodeInvalid, "The limit is a number from 1 to %d.", apiMost)
		}
	}
	if text := query.Get("cursor"); text != "" {
		var ok bool
		if ask.Cursor, ok = idOf(text); !ok || ask.Cursor > apiFurthest {
			return ask, nil, chalkline.Errorf(chalkline.CodeInvalid, "That cursor is none: take it from the “next” of the part before.")
		}
	}
	return ask, query, nil
}

// apiFurthest is the largest cursor: numbers up to it are exact in every program.
const apiFurthest = 1 << 53

// apiTime is t as JSON has it; null when it is not known.
func apiTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = chalkline.Time(t)
	return &t
}

// some is a list that is [] in JSON when it is empty.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
