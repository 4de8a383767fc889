// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"net/netip"
	"net/url"
	"strconv"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Destination is the engine that the traffic should go to.
type Destination struct {
	// Engine is its name.
	Engine string
	// Service is the Service that it is behind; nil: it is at URL.
	Service *v1alpha1.ServiceReference
	// URL is where it is.
	URL string
	// Addresses are what the host of URL resolves to; nil: it has not been resolved yet.
	Addresses []netip.Addr
	// Moving: the traffic moves there now, so that it is written even where the cache, which lags behind, seems to hold it.
	Moving bool
}

// portOf is the port of a URL, or that of its scheme.
func portOf(base string) int32 {
	u, err := url.Parse(base)
	if err != nil {
		return 0
	}
	if port, err := strconv.ParseInt(u.Port(), 10, 32); err == nil {
		return int32(port)
	}
	if u.Scheme == "https" {
		return 443
	}
	return 80
}
