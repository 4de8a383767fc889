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
	readBuffer, writeBuffer = 2 << 10, 1 << 10
)

// newTransport makes the transport of one engine: HTTP/1.1, straight, nothing followed, nothing unpacked.
func newTransport(n *Network, t *tripwire, config *tls.Config) *http.Transport {
	only1 := new(http.Protocols)
	only1.SetHTTP1(true)
	open := func(ctx context.Context, _, address string) (net.Conn, error) {
		conn, err := n.connect(requester(ctx), address)
		if err != nil {
			return nil, err
		}
		return t.span(conn), nil
	}
	return &http.Transport{
		Protocols: only1, DisableCompression: true,
		MaxIdleConns: maxIdle, MaxIdleConnsPerHost: maxIdle, IdleConnTimeout: idleTime,
		MaxResponseHeaderBytes: maxHeader, ReadBufferSize: readBuffer, WriteBufferSize: writeBuffer,
		DialContext: open,
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := open(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return secure(requester(ctx), conn, config)
		},
	}
}

// requesterKey carries a request's own context to the dial that the request causes. The transport detaches dials from
// requests, for the next one might use the connection; against an engine that vanished, that would leave a dial behind for
// every probe until the kernel gives up, minutes later.
type requesterKey struct{}

func withRequester(ctx context.Context) context.Context {
	return context.WithValue(ctx, requesterKey{}, ctx)
}

func requester(ctx context.Context) context.Context {
	if own, ok := ctx.Value(requesterKey{}).(context.Context); ok {
		return own
	}
	return ctx
}
