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

// place is where the world finds an engine.
type place struct {
	host    string // the name that resolves to the address; or the address itself
	address string // in TEST-NET-1, unless the sample gives one
	port    int32
	service string // the Service that stands before it; "": none
}

func (p place) String() string { return net.JoinHostPort(p.host, strconv.Itoa(int(p.port))) }

// endpoint is where it is dialled.
func (p place) endpoint() string { return net.JoinHostPort(p.address, strconv.Itoa(int(p.port))) }

// placeOf reads an engine's place from its spec. A name is given the address.
func placeOf(spec *v1alpha1.EngineSpec, namespace, address string) (place, error) {
	if ref := spec.ServiceRef; ref != nil {
		if ref.Scheme == v1alpha1.SchemeHTTPS {
			return place{}, errNoTLS
		}
		return place{host: ref.Name + "." + namespace + ".svc", address: address, port: ref.Port, service: ref.Name}, nil
	}
	u, err := url.Parse(spec.URL)
	if err != nil {
		return place{}, fmt.Errorf("url %q: %w", spec.URL, err)
	}
	if u.Scheme != "http" {
		return place{}, errNoTLS
	}
	port := int64(80)
	if u.Port() != "" {
		if port, err = strconv.ParseInt(u.Port(), 10, 32); err != nil {
			return place{}, fmt.Errorf("url %q: %w", spec.URL, err)
		}
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil {
		address = a.String()
	}
	return place{host: u.Hostname(), address: address, port: int32(port)}, nil
}

var errNoTLS = errors.New("simulated engines speak plain http only")

func through(c *v1alpha1.CanarySpec, path v1alpha1.CanaryPath) bool {
	return slices.Contains(c.Through, path) || len(c.Through) == 0 && path == v1alpha1.ThroughVLLM
}
