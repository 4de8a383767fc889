// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// rude accepts connections and does something to each, in bytes.
func rude(t *testing.T, manners func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); manners(conn) }()
		}
	}()
	return "http://" + listener.Addr().String()
}

// afterRequest reads the request and then says something.
func afterRequest(say string) func(net.Conn) {
	return func(conn net.Conn) {
		if _, err := http.ReadRequest(newReader(conn)); err == nil {
			_, _ = io.WriteString(conn, say)
		}
	}
}

func TestFaultsOfTheNetwork(t *testing.T) {
	t.Parallel()
	closed := rude(t, func(net.Conn) {})
	const stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	for name, c := range map[string]struct {
		url            string
		health, stream reason.Reason
		says           string
	}{
		"nobody listens":            {"http://127.0.0.1:1", reason.ConnectionRefused, reason.ConnectionRefused, "127.0.0.1:1 does not accept connections: connection refused"},
		"closed at once":            {closed, reason.HTTPError, reason.StreamBroken, "closed the connection before the answer was complete"},
		"closed after the request":  {rude(t, afterRequest("")), reason.HTTPError, reason.StreamBroken, "closed the connection"},
		"not HTTP":                  {rude(t, afterRequest("SSH-2.0-OpenSSH_9.6\r\n")), reason.HTTPError, reason.StreamBroken, "cannot be read"},
		"a body that is cut":        {rude(t, afterRequest("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc")), reason.HTTPError, reason.HTTPError, ""},
		"a stream that is cut":      {rude(t, afterRequest(stream+"5\r\ndata:")), reason.HTTPError, reason.StreamBroken, "closed the connection"},
		"chunks that are none":      {rude(t, afterRequest(stream+"zz\r\n")), reason.HTTPError, reason.StreamBroken, "cannot be read"},
		"TLS where none is":         {strings.Replace(rude(t, afterRequest("HTTP/1.1 400 Bad Request\r\n\r\n")), "http", "https", 1), "any", "any", ""},
		"an answer without headers": {rude(t, afterRequest("HTTP/1.0 200 OK\r\n\r\n")), "none", reason.HTTPError, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: c.url, Key: secretKey})
			health, stream := client.Health(withTimeout(t, patience)), client.Stream(withTimeout(t, patience), protocol.Generation{}).Fault
			if c.health != "any" {
				mustBe(t, health, c.health)
				mustBe(t, stream, c.stream)
			}
			mustSay(t, health, c.says)
		})
	}
}

func TestTimeoutAndCancel(t *testing.T) {
	t.Parallel()
	silent := rude(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	for name, c := range map[string]struct {
		url  string
		says string
	}{
		"no answer":               {silent, "did not answer in time"},
		"a stream that goes numb": {numb(t), "did not end its stream in time; 1 chunks came"},
	} {
		client := clientOf(t, Endpoint{Protocol: protocol.MultiLoRA, URL: c.url})
		late := client.Stream(withTimeout(t, 100*time.Millisecond), protocol.Generation{}).Fault
		mustBe(t, late, reason.Timeout)
		mustSay(t, late, c.says)

		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(50*time.Millisecond, func() { cancel(io.EOF) })
		cut := client.Stream(ctx, protocol.Generation{}).Fault
		if reasonOf(cut) != reason.Unknown || !cut.Cancelled || late.Cancelled {
			t.Errorf("%s: %+v", name, cut)
		}
	}
}

// numb sends one chunk and then nothing more.
func numb(t *testing.T) string {
	t.Helper()
	return rude(t, func(conn net.Conn) {
		afterRequest("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"text\":\"a\"}\n\n")(conn)
		_, _ = io.Copy(io.Discard, conn)
	})
}

func TestClosedClient(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	tell := sync.OnceFunc(func() { close(begun) }) // the transport may try a second connection before it hears of the end
	url := rude(t, func(conn net.Conn) { tell(); _, _ = io.Copy(io.Discard, conn) })
	client, err := New(Endpoint{Protocol: protocol.OpenAI, URL: url}, local(), nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() { <-begun; client.Close() }()
	for range 2 { // under way, and after
		if f := client.Health(withTimeout(t, patience)); reasonOf(f) != reason.Unknown || !f.Cancelled {
			t.Errorf("%+v", f)
		}
	}
	client.Close()
}

// A server that closes an idle connection just as it is used again has done nothing wrong: the generation is sent once more.
func TestStaleConnectionIsNoFault(t *testing.T) {
	t.Parallel()
	const reply = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 34\r\n\r\ndata: {\"text\":\"a\"}\n\ndata: [DONE]\n\n"
	url := rude(t, func(conn net.Conn) {
		in := newReader(conn)
		if _, err := http.ReadRequest(in); err != nil {
			return
		}
		_, _ = io.WriteString(conn, reply)
		_, _ = in.ReadByte() // the next request has begun; hang up on it
	})
	client := clientOf(t, Endpoint{Protocol: protocol.MultiLoRA, URL: url})
	for range 3 {
		mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault, "none")
	}
}

// An answer that stays open after its end marker is whole all the same, and is not waited for.
func TestStreamThatStaysOpen(t *testing.T) {
	t.Parallel()
	url := rude(t, func(conn net.Conn) {
		afterRequest("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"text\":\"a\"}\n\ndata: [DONE]\n\n")(conn)
		_, _ = io.Copy(io.Discard, conn)
	})
	client := clientOf(t, Endpoint{Protocol: protocol.MultiLoRA, URL: url})
	start := time.Now()
	got := client.Stream(withTimeout(t, patience), protocol.Generation{})
	mustBe(t, got.Fault, "none")
	if took := time.Since(start); took > patience/2 || render(got.Events) != `"a" end` {
		t.Errorf("%s after %v", render(got.Events), took)
	}
}
