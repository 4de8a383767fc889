// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"

	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// TLS says how the engine's certificate is checked, and which one is shown to it. All is optional.
type TLS struct {
	// CA holds the authorities to trust, PEM; empty: the system's.
	CA string
	// Certificate and Key are the client's certificate and its private key, PEM; both or neither.
	Certificate string
	Key         Key
	// ServerName is the name that the engine's certificate must carry; empty: the host of the URL.
	ServerName string
}

// Format never shows the key, even where the value is behind a pointer.
func (t TLS) Format(f fmt.State, verb rune) {
	type fields TLS
	redact.Format(f, verb, fields(t))
}

// Config is the configuration for callers that reach an engine on this host without a Client.
func (t TLS) Config(host string) (*tls.Config, error) { return t.config(host) }

// config makes the configuration for an engine on this host. Its errors show nothing of the certificates or the key.
func (t TLS) config(host string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName, NextProtos: []string{"http/1.1"}}
	if c.ServerName == "" {
		c.ServerName = host
	}
	if err := t.trust(c); err != nil {
		return nil, err
	}
	return c, t.introduce(c)
}

func (t TLS) trust(c *tls.Config) error {
	if t.CA == "" {
		return nil
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM([]byte(t.CA)) {
		return errors.New("the engine's certificate authorities hold no PEM certificate")
	}
	return nil
}

func (t TLS) introduce(c *tls.Config) error {
	if t.Certificate == "" && t.Key == "" {
		return nil
	}
	pair, err := tls.X509KeyPair([]byte(t.Certificate), []byte(t.Key.Reveal()))
	if err != nil {
		return errors.New("the client certificate and its key are not a matching PEM pair")
	}
	c.Certificates = []tls.Certificate{pair}
	return nil
}

// secure shakes hands over a new connection; the context bounds it. It closes the connection if that fails.
func secure(ctx context.Context, plain net.Conn, config *tls.Config) (net.Conn, error) {
	dialTraceOf(ctx).enter(stepTLS)
	conn := tls.Client(plain, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = plain.Close()
		return nil, &stepError{step: stepTLS, err: err}
	}
	return conn, nil
}
