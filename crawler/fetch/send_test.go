package fetch

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSendingGoesToTheOneItIsAddressedTo(t *testing.T) {
	t.Parallel()
	var came []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		came = append(came, r.Method+" "+r.URL.String()+" "+r.Header.Get("Content-Type")+" "+r.Header.Get("User-Agent")+" "+string(body))
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	client := New(Options{AllowPrivate: true, HostPause: -1, UserAgent: "Us"})
	t.Cleanup(client.Close)
	for _, s := range []Sending{
		{Method: http.MethodPost, URL: server.URL + "/in?key=1", Header: http.Header{"Content-Type": {"application/atom+xml"}}, Body: []byte("<feed/>")},
		{Method: http.MethodGet, URL: server.URL + "/in?key=1"},
	} {
		response, err := client.Send(t.Context(), s)
		if err != nil || response.Status != http.StatusTemporaryRedirect {
			t.Errorf("%s: %+v, %v", s.Method, response, err)
		}
	}
	if len(came) != 2 || came[0] != "POST /in?key=1 application/atom+xml Us <feed/>" || came[1] != "GET /in?key=1  Us " {
		t.Errorf("came %q", came)
	}
}

func TestSendingToAPrivateAddressIsRefusedWithoutTellingSecrets(t *testing.T) {
	t.Parallel()
	client := New(Options{HostPause: -1})
	t.Cleanup(client.Close)
	_, err := client.Send(t.Context(), Sending{Method: http.MethodPost, URL: "http://127.0.0.1:9/secret?topic=secret"})
	if !errors.Is(err, ErrPrivate) || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}
