// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// location is where clients find an engine.
type location struct {
	host    string // the name that resolves to the address; or the address itself
	address string // in TEST-NET-1, unless the sample has one
	port    int32
	service string // the Service in front of it; "": none
}

func (l location) String() string { return net.JoinHostPort(l.host, strconv.Itoa(int(l.port))) }

// endpoint is the address to dial.
func (l location) endpoint() string { return net.JoinHostPort(l.address, strconv.Itoa(int(l.port))) }

// locationOf reads an engine's location from its spec. A name resolves to the address.
func locationOf(spec *v1alpha1.EngineSpec, namespace, address string) (location, error) {
	if ref := spec.ServiceRef; ref != nil {
		if ref.Scheme == v1alpha1.SchemeHTTPS {
			return location{}, errNoTLS
		}
		return location{host: ref.Name + "." + namespace + ".svc", address: address, port: ref.Port, service: ref.Name}, nil
	}
	u, err := url.Parse(spec.URL)
	if err != nil {
		return location{}, fmt.Errorf("url %q: %w", spec.URL, err)
	}
	if u.Scheme != "http" {
		return location{}, errNoTLS
	}
	port := int64(80)
	if u.Port() != "" {
		if port, err = strconv.ParseInt(u.Port(), 10, 32); err != nil {
			return location{}, fmt.Errorf("url %q: %w", spec.URL, err)
		}
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil {
		address = a.String()
	}
	return location{host: u.Hostname(), address: address, port: int32(port)}, nil
}

var errNoTLS = errors.New("simulated engines speak plain http only")

func through(c *v1alpha1.CanarySpec, path v1alpha1.CanaryPath) bool {
	return slices.Contains(c.Through, path) || len(c.Through) == 0 && path == v1alpha1.ThroughVLLM
}
