// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"cmp"
	"net/netip"
	"slices"

	discoveryv1 "k8s.io/api/discovery/v1"
)

// endpoints are addresses of one family and one port: what one EndpointSlice holds.
type endpoints struct {
	family    discoveryv1.AddressType
	port      int32
	addresses []string // sorted
}

// maxAddresses is how many addresses of an engine are routed to; the API server accepts at most 1,000 in a slice.
const maxAddresses = 100

// grouped sorts addresses into families.
func grouped(addresses []netip.Addr, port int32) []endpoints {
	var groups []endpoints
	for _, a := range addresses {
		groups = add(groups, familyOf(a), port, a.Unmap().String())
	}
	return ordered(groups)
}

func familyOf(a netip.Addr) discoveryv1.AddressType {
	if a.Unmap().Is4() {
		return discoveryv1.AddressTypeIPv4
	}
	return discoveryv1.AddressTypeIPv6
}

func add(groups []endpoints, family discoveryv1.AddressType, port int32, address string) []endpoints {
	i := slices.IndexFunc(groups, func(g endpoints) bool { return g.family == family && g.port == port })
	if i < 0 {
		groups = append(groups, endpoints{family: family, port: port})
		i = len(groups) - 1
	}
	if g := &groups[i]; len(g.addresses) < maxAddresses && !slices.Contains(g.addresses, address) {
		g.addresses = append(g.addresses, address)
	}
	return groups
}

// ordered sorts groups and addresses, so that nothing is written if nothing changed.
func ordered(groups []endpoints) []endpoints {
	for _, g := range groups {
		slices.Sort(g.addresses)
	}
	slices.SortFunc(groups, func(a, b endpoints) int {
		return cmp.Or(cmp.Compare(a.family, b.family), cmp.Compare(a.port, b.port))
	})
	return groups
}

// unacceptable returns the first address that the API server does not accept in an EndpointSlice; the zero Addr: there is none.
func unacceptable(groups []endpoints) netip.Addr {
	for _, g := range groups {
		for _, text := range g.addresses {
			if a, err := netip.ParseAddr(text); err == nil && notAccepted(a) {
				return a
			}
		}
	}
	return netip.Addr{}
}

// notAccepted follows the validation of EndpointSlices:
// https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
func notAccepted(a netip.Addr) bool {
	return a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsLinkLocalMulticast() || a.IsUnspecified()
}
