// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// Client speaks to one engine. It is safe for concurrent use, and does not print: it leads to the key.
type Client struct {
	format    protocol.Format
	base      *url.URL
	headers   *headers
	secret    *redact.Redactor
	transport *http.Transport
	tripwire  *tripwire
	// life ends with Close, and with it whatever is still under way.
	life context.Context
	end  context.CancelFunc
}

// Format shows the engine's host and port, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "engine client of "+c.where()) }

// headers are the headers of the two kinds of requests. They are shared by all requests and never written to.
type headers struct{ get, stream http.Header }

// New makes a client for an engine; it does not connect yet. A nil Network is the zero one. onBreak, which may be nil, is
// called in a goroutine of its own each time a connection breaks that the client did not close itself; it is only a hint,
// and it may come in bursts of a few. The error is for an endpoint that can never work: its URL, protocol, credentials or
// certificates. It shows no secret.
func New(e Endpoint, n *Network, onBreak func()) (*Client, error) {
	base, err := e.address()
	if err != nil {
		return nil, err
	}
	format, err := e.Protocol.Format()
	if err != nil {
		return nil, err
	}
	header, err := e.header()
	if err != nil {
		return nil, err
	}
	config, err := e.TLS.config(base.Hostname())
	if err != nil {
		return nil, err
	}
	if base.Scheme == "http" {
		config = nil // it was only checked
	}
	if n == nil {
		n = &Network{}
	}
	c := &Client{format: format, base: base, headers: newHeaders(header), secret: redact.New(e.Key), tripwire: &tripwire{onBreak: onBreak}}
	c.transport = newTransport(n, c.tripwire, config)
	c.life, c.end = context.WithCancel(context.Background())
	return c, nil
}

// Close cancels what is under way and closes all connections. A closed client answers with cancelled faults.
func (c *Client) Close() {
	c.tripwire.cut.Store(true)
	c.end()
	c.transport.CloseIdleConnections()
}

func newHeaders(common http.Header) *headers {
	h := &headers{get: common, stream: common.Clone()}
	h.get.Set("Accept", "*/*")
	h.stream.Set("Accept", "text/event-stream")
	h.stream.Set("Content-Type", "application/json")
	// A generation can be repeated without harm. Saying so (the empty value is not sent) lets the transport repeat it where
	// the server closed an idle connection at the very moment we used it; that is no fault of the engine's.
	h.stream["Idempotency-Key"] = nil
	return h
}

// attach binds a call to the client's life. The returned function must be called when the call is over.
func (c *Client) attach(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.life, cancel)
	return withDialTrace(ctx), func() { stop(); cancel() }
}

// where is the engine's host and port.
func (c *Client) where() string {
	port := c.base.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[c.base.Scheme]
	}
	return net.JoinHostPort(c.base.Hostname(), port)
}
