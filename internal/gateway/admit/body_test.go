// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
)

// A client that does not send its body holds no place; one that has sent it is served for as long as it takes, and its context lives.
func TestBodiesAreBoundedInTime(t *testing.T) {
	t.Parallel()
	read := make(chan error, 1)
	h := &stage{policy: &admit.Policy{Open: true}}
	h.Handler = admit.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		read <- err
		select {
		case <-r.Context().Done():
		case <-time.After(300 * time.Millisecond):
			w.WriteHeader(http.StatusNoContent)
		}
	}), admit.Options{Policy: func() *admit.Policy { return h.policy }, MaxBody: 10, BodyTime: 100 * time.Millisecond, Observer: h})
	server := httptest.NewServer(h)
	defer server.Close()
	for _, sent := range []string{"x", "xx"} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"+sent); err != nil {
			t.Fatal(err)
		}
		if err := <-read; (err == nil) != (sent == "xx") {
			t.Errorf("with %q sent, reading came to %v", sent, err)
		}
		if sent == "xx" {
			if r, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || r.StatusCode != http.StatusNoContent {
				t.Errorf("the answer is %v, %v", r, err)
			}
		}
	}
}
