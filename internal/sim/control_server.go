// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
)

// Control serves the control API of an engine on a listener of its own, so that it
// works whatever state the engine is in. It has no key: anyone who can reach it controls the engine.
type Control struct {
	server *http.Server
	served chan struct{}
	addr   string
}

// StartControl listens on an address ("host:port"; an empty host is 127.0.0.1).
func StartControl(addr string, e *Engine) (*Control, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("start the control API: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("start the control API: %w", err)
	}
	c := &Control{
		addr: l.Addr().String(), served: make(chan struct{}),
		server: &http.Server{
			Handler: controlOf(e, false), ReadHeaderTimeout: patience, WriteTimeout: patience,
			ErrorLog: log.New(io.Discard, "", 0),
		},
	}
	go serve(c.server, l, c.served)
	return c, nil
}

// URL returns the base URL, without a slash at its end.
func (c *Control) URL() string { return "http://" + c.addr }

// Close stops listening and closes all connections.
func (c *Control) Close() {
	_ = c.server.Close()
	<-c.served
}
