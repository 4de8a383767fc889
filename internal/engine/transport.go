// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

const (
	// maxIdle connections are kept: one for probes, one for a generation beside them.
	maxIdle = 2
	// idleTime outlives the longest sensible probe period, so that the tripwire stays armed between probes.
	idleTime = 5 * time.Minute
	// maxHeader bounds the headers of an answer, in bytes.
	maxHeader = 64 << 10
	// The buffers of a connection, in bytes. Twenty thousand of them share a process.
	readBuffer, writeBuffer = 1 << 10, 1 << 10
)

// newTransport makes the transport of one engine: HTTP/1.1, straight, nothing followed, nothing unpacked.
func newTransport(n *Network, t *tripwire, config *tls.Config) *http.Transport {
	only1 := new(http.Protocols)
	only1.SetHTTP1(true)
	return &http.Transport{
		Protocols: only1, DisableCompression: true,
		MaxIdleConns: maxIdle, MaxIdleConnsPerHost: maxIdle, IdleConnTimeout: idleTime,
		MaxResponseHeaderBytes: maxHeader, ReadBufferSize: readBuffer, WriteBufferSize: writeBuffer,
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			return dial(ctx, n, t, nil, address)
		},
		DialTLSContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			return dial(ctx, n, t, config, address)
		},
	}
}

// dial connects for a request, with TLS if there is a configuration for it.
func dial(detached context.Context, n *Network, t *tripwire, config *tls.Config, address string) (net.Conn, error) {
	trace := dialTraceOf(detached)
	ctx := trace.own(detached)
	conn, err := n.connect(ctx, address)
	if err != nil {
		return nil, err
	}
	conn = t.span(conn)
	if config != nil {
		conn, err = secure(ctx, conn, config)
	}
	if err == nil {
		trace.enter(0)
	}
	return conn, err
}
