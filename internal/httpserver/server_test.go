// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package httpserver_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/internal/httpserver"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// short replaces the bounds of a server in tests; others stay as they are.
const short = 100 * time.Millisecond

// serve starts a server with short bounds, and returns its address.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httpserver.New(httpserver.Options{Handler: h, Progress: short, BodyTime: 5 * short})
	server.ReadHeaderTimeout = short
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// exchange sends bytes, and reads all answers until the server closes the connection.
func exchange(t *testing.T, address, sent string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, sent); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(timing.Deadline))
	got, err := io.ReadAll(conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after %q the connection is still open", sent)
	}
	return string(got)
}

// ignore answers without reading the body, as a refusal does, and read reads it first.
func ignore(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }

func read(w http.ResponseWriter, r *http.Request) {
	if _, err := io.ReadAll(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusRequestTimeout)
		return
	}
	_, _ = io.WriteString(w, "read")
}

const head = "POST /x HTTP/1.1\r\nHost: x\r\n"

// TestSlowClients: whatever a client leaves out, and whether anybody reads it or not, it is answered and its connection closed.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler    http.HandlerFunc
		sent, gets string
	}{
		"nothing":                        {read, "", ""},
		"half a head":                    {read, head, ""},
		"half a line":                    {read, "POST /x HT", ""},
		"no body":                        {read, head + "Content-Length: 5\r\n\r\n", "HTTP/1.1 408"},
		"half a body":                    {read, head + "Content-Length: 5\r\n\r\nab", "HTTP/1.1 408"},
		"no chunk":                       {read, head + "Transfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 408"},
		"half a chunk":                   {read, head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 408"},
		"no body that anybody reads":     {ignore, head + "Content-Length: 5\r\n\r\n", "HTTP/1.1 401"},
		"half a body that nobody reads":  {ignore, head + "Content-Length: 500000\r\n\r\nab", "HTTP/1.1 401"},
		"half a chunk that nobody reads": {ignore, head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 401"},
		"expects to continue":            {ignore, head + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", "HTTP/1.1 401"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := exchange(t, serve(t, c.handler), c.sent); !strings.HasPrefix(got, c.gets) || c.gets == "" && strings.Contains(got, " 200 ") {
				t.Errorf("the client gets %q, want %q", got, c.gets)
			}
		})
	}
}

// TestOneByteAtATime: progress does not go on for ever.
func TestOneByteAtATime(t *testing.T) {
	t.Parallel()
	conn, err := net.Dial("tcp", serve(t, read))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, head+"Content-Length: 100000\r\n\r\n")
	drip := time.NewTicker(short / 10)
	defer drip.Stop()
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(conn).ReadString('\n')
		answer <- line
	}()
	for give := time.After(timing.Deadline); ; {
		select {
		case <-drip.C:
			_, _ = io.WriteString(conn, "x")
		case line := <-answer:
			if !strings.HasPrefix(line, "HTTP/1.1 408") {
				t.Errorf("the client gets %q", line)
			}
			return
		case <-give:
			t.Fatal("there is no answer")
		}
	}
}

// TestAnswersTakeTheirTime: once the body was read, an answer may take longer than a body, and the next request uses the connection.
func TestAnswersTakeTheirTime(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
		select {
		case <-r.Context().Done():
			t.Error("the request ended with the deadline of its body")
		case <-time.After(8 * short): // longer than all bounds of a body
		}
		_, _ = io.WriteString(w, "done")
	})
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for range 2 {
		_, _ = io.WriteString(conn, head+"Content-Length: 2\r\n\r\nab")
		response, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if string(body) != "done" || err != nil || response.Close {
			t.Errorf("%q, %v, closed %t", body, err, response.Close)
		}
	}
}

// TestHTTP2: the same holds where requests share a connection.
func TestHTTP2(t *testing.T) {
	t.Parallel()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	defer transport.CloseIdleConnections()
	address := serve(t, read)
	body, writer := io.Pipe()
	defer writer.Close()
	for _, b := range []io.Reader{strings.NewReader("ab"), body} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address, b)
		if err != nil {
			t.Fatal(err)
		}
		response, err := (&http.Client{Transport: transport}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if want := map[bool]int{true: http.StatusRequestTimeout, false: http.StatusOK}[b == body]; response.StatusCode != want || response.ProtoMajor != 2 {
			t.Errorf("%d over %s, want %d", response.StatusCode, response.Proto, want)
		}
	}
}

func TestTheBounds(t *testing.T) {
	t.Parallel()
	s := httpserver.New(httpserver.Options{Address: "127.0.0.1:1", Handler: http.NotFoundHandler()})
	if s.Addr != "127.0.0.1:1" || s.ReadHeaderTimeout != 10*time.Second || s.IdleTimeout != 2*time.Minute || s.MaxHeaderBytes != 64<<10 || s.ErrorLog == nil {
		t.Errorf("%+v", s)
	}
}
