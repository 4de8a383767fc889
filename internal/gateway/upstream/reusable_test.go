// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
)

// TestUnrequestedAnswersAreDropped: what comes on an idle connection is not taken for the answer to the next request.
func TestUnrequestedAnswersAreDropped(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var connections atomic.Int64
	sent := make(chan struct{}, 8)
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			answerAndMore(conn, sent)
		}
	}()
	c := to(t, "http://"+l.Addr().String())
	for i := range 3 {
		a := ask(t, c)
		if a.Status != http.StatusOK {
			t.Errorf("request %d got %d", i, a.Status)
		}
		all(t, a)
		a.Finish()
		<-sent
	}
	if n := connections.Load(); n != 3 {
		t.Errorf("3 requests on %d connections", n)
	}
}

// answerAndMore answers one request, and then sends what no request asked for.
func answerAndMore(conn net.Conn, sent chan<- struct{}) {
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	go func() {
		buf := make([]byte, 1)
		_, _ = io.WriteString(conn, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
		sent <- struct{}{}
		_, _ = conn.Read(buf) // until the other side closes it
		_ = conn.Close()
	}()
}
