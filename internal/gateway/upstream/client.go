// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/redact"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// ErrConnect says that there was no connection, so that the engine cannot have seen the request.
var ErrConnect = errors.New("connect")

// Client sends requests to one engine. It is safe for concurrent use.
type Client struct {
	base    *url.URL
	address string
	// fixed are the header lines of every request, with the credential.
	fixed   string
	tls     *tls.Config
	network *engine.Network
	// secret hides the engine's key in what it sends.
	secret *redact.Redactor
	idle   idle
}

// New makes a client; it does not connect yet. A nil network is the strictest. The error is for an engine that can never be asked, and
// shows no secret.
func New(e *table.Engine, n *engine.Network) (*Client, error) {
	if e.URL == nil || e.URL.Hostname() == "" || e.URL.Scheme != "http" && e.URL.Scheme != "https" {
		return nil, errors.New("the engine's URL is not one of http or https with a host")
	}
	if n == nil {
		n = &engine.Network{}
	}
	base := *e.URL
	if base.Path == "" {
		base.Path = "/" // or JoinPath would make relative paths
	}
	c := &Client{base: &base, address: addressOf(e.URL), network: n, secret: redact.New(e.Value)}
	c.fixed = "Host: " + e.URL.Host + "\r\nUser-Agent: " + version.Agent("codegen-gateway") + "\r\n"
	if e.Value != "" {
		if strings.ContainsAny(e.Header+e.Value.Reveal(), "\r\n\x00") {
			return nil, errors.New("the engine's credentials do not fit into an HTTP header")
		}
		c.fixed += e.Header + ": " + e.Value.Reveal() + "\r\n"
	}
	if e.URL.Scheme == "https" {
		var err error
		if c.tls, err = e.TLS.Config(e.URL.Hostname()); err != nil {
			return nil, fmt.Errorf("set up TLS: %w", err)
		}
	}
	return c, nil
}

// Format never shows the credential, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "client of "+c.address) }

func addressOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// Close closes the idle connections, and the others once their answer is closed.
func (c *Client) Close() { c.idle.close() }

// Request is one request to an engine.
type Request struct {
	// Method is GET or POST.
	Method string
	// Path is below the engine's base URL.
	Path string
	// Header are further header lines, each with its CRLF.
	Header string
	// Body is sent as JSON; nil: none.
	Body []byte
	// Deadline bounds the time to the head of the answer, and Connect that to a connection; zero: nothing does.
	Deadline, Connect time.Time
}

// Do sends a request, and reads the head of the answer. The context is for all of the answer: its end closes the connection. A connection
// that was closed while it was idle is not a failure: another one is made.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if conn := c.idle.take(time.Now()); conn != nil {
		answer, err := c.exchange(ctx, conn, r)
		if err == nil || !isStale(err) || ctx.Err() != nil {
			return answer, err
		}
		c.idle.drop() // most likely the others were closed along with it
	}
	conn, err := c.dial(ctx, r.Connect)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConnect, err)
	}
	return c.exchange(ctx, conn, r)
}

// isStale tells whether the other side had closed the connection.
func isStale(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

func (c *Client) dial(ctx context.Context, deadline time.Time) (net.Conn, error) {
	if !deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline)
		defer cancel()
	}
	conn, err := c.network.Connect(ctx, c.address)
	if err != nil || c.tls == nil {
		return conn, err
	}
	secured := tls.Client(conn, c.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return secured, nil
}

// exchange writes a request and reads the head of the answer. It closes the connection where that fails.
func (c *Client) exchange(ctx context.Context, conn net.Conn, r Request) (*Response, error) {
	a := &Response{client: c, conn: conn}
	a.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	err := conn.SetDeadline(r.Deadline)
	if err == nil {
		err = c.write(conn, r)
	}
	if err == nil {
		err = a.readHead(r.Method)
	}
	if err == nil {
		a.deadline = r.Deadline
		return a, nil
	}
	a.stop()
	_ = conn.Close()
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		c.idle.drop() // it will not answer on the others either
	}
	return nil, err
}

// write writes a request in one piece.
func (c *Client) write(conn net.Conn, r Request) error {
	out := getBuffer()
	defer putBuffer(out)
	b := fmt.Appendf((*out)[:0], "%s %s", r.Method, c.base.JoinPath(r.Path).RequestURI())
	b = append(append(b, " HTTP/1.1\r\n"...), c.fixed...)
	b = append(b, r.Header...)
	if r.Body != nil {
		b = fmt.Appendf(b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(r.Body))
	}
	b = append(append(b, "\r\n"...), r.Body...)
	*out = b
	if _, err := conn.Write(b); err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	return nil
}
