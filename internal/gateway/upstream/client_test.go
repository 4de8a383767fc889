// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// TestMain lets no goroutine survive.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = timing.Deadline

// to makes a client of a server on loopback. It is closed with the test.
func to(t *testing.T, address string) *Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	e := &table.Engine{URL: u, Header: "Authorization", Value: "Bearer sk-1"}
	c, err := New(e, &engine.Network{Guard: engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func ask(t *testing.T, c *Client) *Response {
	t.Helper()
	by := time.Now().Add(patience)
	a, err := c.Do(t.Context(), Request{Method: "POST", Path: "/x", Header: "Accept: a/b\r\n", Body: []byte("{}"), Deadline: by, Connect: by})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// all reads an answer to its end.
func all(t *testing.T, a *Response) string {
	t.Helper()
	text := ""
	for p := make([]byte, 7); ; {
		n, err := a.Read(p, time.Now().Add(patience))
		text += string(p[:n])
		if errors.Is(err, io.EOF) {
			return text
		}
		if err != nil {
			t.Fatalf("after %q: %v", text, err)
		}
	}
}

func TestAConnectionIsUsedAgain(t *testing.T) {
	var conns atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %s %s %s %s", r.Method, r.URL.Path, body, r.Header.Get("Authorization"), r.Header.Get("Accept"))
		http.NewResponseController(w).Flush()
		_, _ = io.WriteString(w, strings.Repeat("x", 5000))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := to(t, s.URL+"/base")
	for range 3 {
		a := ask(t, c)
		if got, want := all(t, a), "POST /base/x {} Bearer sk-1 a/b"+strings.Repeat("x", 5000); got != want {
			t.Fatalf("got %.80q, want %.80q", got, want)
		}
		a.Finish()
	}
	if n := conns.Load(); n != 1 {
		t.Errorf("%d connections were made", n)
	}
	s.CloseClientConnections() // as when the engine restarts
	if got := all(t, ask(t, c)); len(got) < 5000 {
		t.Errorf("over another connection: %q", got)
	}
}

func TestAReadCanBeRepeatedAfterItsDeadline(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "a")
		http.NewResponseController(w).Flush()
		<-release
		_, _ = io.WriteString(w, "b")
	}))
	defer s.Close()
	a := ask(t, to(t, s.URL))
	defer a.Close()
	p := make([]byte, 64)
	for n := 0; n == 0; {
		n, _ = a.Read(p, time.Now().Add(patience))
	}
	a.RaiseLowWatermark()
	if n, _, err := a.ReadAvailable(p); n != 0 || err != nil {
		t.Errorf("a read of nothing that does not wait: %d, %v", n, err)
	}
	if _, err := a.Read(p, time.Now().Add(time.Millisecond)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read of nothing: %v", err)
	}
	close(release)
	if got := all(t, a); got != "b" {
		t.Errorf("then %q", got)
	}
}

func TestTheEndOfTheContextClosesTheConnection(t *testing.T) {
	gone := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(gone)
	}))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	a, err := to(t, s.URL).Do(ctx, Request{Method: "POST", Path: "/", Body: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	cancel()
	if _, err := a.Read(make([]byte, 8), time.Time{}); err == nil {
		t.Error("there is more to read")
	}
	<-gone
}

// raw answers each connection with the same bytes and closes it.
func raw(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

func TestBodiesEndByTheirFraming(t *testing.T) {
	for name, c := range map[string]struct {
		answer, want string
		broken       bool
	}{
		"a length":           {answer: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", want: "abc"},
		"interim answers":    {answer: "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", want: "a"},
		"the connection":     {answer: "HTTP/1.0 200 OK\r\n\r\nabc", want: "abc"},
		"a cut length":       {answer: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", want: "abc", broken: true},
		"a cut chunk":        {answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", want: "abc", broken: true},
		"chunks that are no": {answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz", broken: true},
	} {
		a := ask(t, to(t, raw(t, c.answer)))
		text, p := "", make([]byte, 2)
		var err error
		for err == nil {
			var n int
			n, err = a.Read(p, time.Now().Add(patience))
			text += string(p[:n])
		}
		if text != c.want || errors.Is(err, io.EOF) == c.broken {
			t.Errorf("%s: %q and %v", name, text, err)
		}
		a.Close()
	}
}

func TestAHeadIsBounded(t *testing.T) {
	for name, answer := range map[string]string{
		"long": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*maxHead) + "\r\n\r\n", "none": "", "no HTTP": "hello\r\n\r\n",
		"for ever interim": strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100),
	} {
		by := time.Now().Add(patience)
		if _, err := to(t, raw(t, answer)).Do(t.Context(), Request{Method: "GET", Path: "/", Deadline: by, Connect: by}); err == nil {
			t.Errorf("%s: it was taken for an answer", name)
		}
	}
}

func TestClientsDoNotShowTheirCredentials(t *testing.T) {
	c := to(t, "http://127.0.0.1:1")
	for _, shown := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c)} {
		if strings.Contains(shown, "sk-1") {
			t.Errorf("it shows: %s", shown)
		}
	}
}

func TestWhatCanNeverBeAsked(t *testing.T) {
	for _, e := range []*table.Engine{
		{}, {URL: &url.URL{Scheme: "ftp", Host: "x"}}, {URL: &url.URL{Scheme: "http", Host: "x"}, Header: "A", Value: "b\r\nc"},
	} {
		if _, err := New(e, nil); err == nil {
			t.Errorf("%v can be asked", e.URL)
		}
	}
	c, err := New(&table.Engine{URL: &url.URL{Scheme: "http", Host: "169.254.169.254"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(t.Context(), Request{Method: "GET", Path: "/"}); err == nil || !strings.Contains(err.Error(), "metadata") && !strings.Contains(err.Error(), "link-local") {
		t.Errorf("the guard let it through: %v", err)
	}
}

func TestOverTLS(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "safe") }))
	defer s.Close()
	u, _ := url.Parse(s.URL)
	e := &table.Engine{URL: u, TLS: engine.TLS{CA: pemOf(s), ServerName: "example.com"}}
	c, err := New(e, &engine.Network{Guard: engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	a := ask(t, c)
	if got := all(t, a); got != "safe" {
		t.Errorf("got %q", got)
	}
	a.Close()
}

func pemOf(s *httptest.Server) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
}
