// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// TestMain lets no goroutine survive: every test closes its clients and engines.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds what must happen soon; nothing waits so long where all is well.
const patience = timing.Deadline

// secretKey is the key that tests look for where it must not be.
const secretKey = "sk-very-secret-0123456789"

// local is a network on which loopback is allowed.
func local() *Network {
	return &Network{Guard: NewGuard(netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))}
}

// clientOf makes a client that is closed with the test.
func clientOf(t testing.TB, e Endpoint) *Client {
	t.Helper()
	c, err := New(e, local(), nil)
	if err != nil {
		t.Fatalf("make a client: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

// serve starts a server with one handler, closed with the test.
func serve(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func withTimeout(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func reasonOf(f *Fault) reason.Reason {
	if f == nil {
		return "none"
	}
	return f.Reason
}

func mustBe(t testing.TB, f *Fault, want reason.Reason) {
	t.Helper()
	if reasonOf(f) != want {
		t.Fatalf("fault is %+v, want the reason %s", f, want)
	}
}

func textOf(events []measure.Event) string {
	text := ""
	for _, e := range events {
		text += e.Reasoning + e.Text + e.Arguments
	}
	return text
}

// mustSay wants a part in the message, which must be one clean line without the key.
func mustSay(t testing.TB, f *Fault, part string) {
	t.Helper()
	if f == nil {
		return
	}
	if !strings.Contains(f.Message, part) || f.Message == "" {
		t.Errorf("the message is %q, without %q", f.Message, part)
	}
	if f.Message != tidy(f.Message, maxMessage) || strings.Contains(f.Message, secretKey) {
		t.Errorf("the message is not fit for people: %q", f.Message)
	}
}

func newReader(conn net.Conn) *bufio.Reader { return bufio.NewReader(conn) }
