// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

const (
	// mostDial bounds a dial: the transport lets it go on when the request that asked for it is over.
	mostDial = 10 * time.Second
	// mostHeader bounds the headers of an answer, in bytes.
	mostHeader = 64 << 10
)

// webhookClient posts to webhooks: straight, without a proxy that would dial for us, and without following redirects.
// Flips are rare, so that no connection is kept.
func webhookClient(network *engine.Network) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: mostHeader,
			DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
				ctx, cancel := context.WithTimeout(ctx, mostDial)
				defer cancel()
				return network.DialContext(ctx, address)
			},
		},
	}
}
