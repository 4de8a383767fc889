// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"
	"net/netip"
	"slices"
)

// Guard decides which addresses may be dialled at all. The zero Guard is the strictest.
//
// A URL in an object, or what its name resolves to, is chosen by the author of the object; the operator has a better place in the
// network. The guard keeps authors from using it to reach what listens for the node alone: loopback,
// link-local addresses, and the metadata services of clouds, which give out the node's credentials.
type Guard struct{ allow []netip.Prefix }

// NewGuard makes a guard that lets through these addresses, whatever they are, and all that the zero Guard lets through.
func NewGuard(allow ...netip.Prefix) Guard {
	g := Guard{allow: make([]netip.Prefix, 0, len(allow))}
	for _, p := range allow {
		g.allow = append(g.allow, unmapped(p))
	}
	return g
}

// Check returns an error if the address must not be dialled. IPv4 addresses that are wrapped in IPv6 (mapped, NAT64, 6to4,
// compatible) are looked at as what they lead to.
func (g Guard) Check(a netip.Addr) error {
	a = plain(a)
	if slices.ContainsFunc(g.allow, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return nil
	}
	if kind := forbidden(a); kind != "" {
		return fmt.Errorf("%s is %s", a, kind)
	}
	return nil
}

// forbidden names the kind of a refused address; it is empty for the others.
func forbidden(a netip.Addr) string {
	switch {
	case !a.IsValid():
		return "not an address"
	case slices.Contains(metadata, a):
		return "a cloud's metadata address"
	case a.IsUnspecified(), thisNetwork.Contains(a):
		return "an unspecified address"
	case a.IsLoopback():
		return "a loopback address"
	case a.IsLinkLocalUnicast():
		return "a link-local address"
	case a.IsMulticast(), a == broadcast:
		return "a multicast or broadcast address"
	}
	return ""
}

var (
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	broadcast   = netip.MustParseAddr("255.255.255.255")

	// metadata lists the addresses that clouds serve node credentials on and that are not link-local already, as
	// 169.254.169.254 is.
	metadata = []netip.Addr{
		netip.MustParseAddr("fd00:ec2::254"),   // AWS
		netip.MustParseAddr("fd20:ce::254"),    // Google Cloud
		netip.MustParseAddr("fd00:42::42"),     // Scaleway
		netip.MustParseAddr("100.100.100.200"), // Alibaba Cloud
		netip.MustParseAddr("168.63.129.16"),   // Azure
		netip.MustParseAddr("192.0.0.192"),     // Oracle Cloud
	}
)

// wrappers are the IPv6 prefixes that lead to an IPv4 address, and where in the sixteen bytes it stands.
var wrappers = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},   // NAT64, RFC 6052
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12}, // NAT64 for local use, RFC 8215, as it is laid out with a /96
	{netip.MustParsePrefix("2002::/16"), 2},       // 6to4, RFC 3056
	{netip.MustParsePrefix("::/96"), 12},          // compatible, RFC 4291; retired, yet parsed
}

// plain drops the zone, and unwraps an IPv4 address.
func plain(a netip.Addr) netip.Addr {
	a = a.WithZone("").Unmap()
	if !a.Is6() || a.IsUnspecified() || a.IsLoopback() {
		return a
	}
	bytes := a.As16()
	for _, w := range wrappers {
		if w.prefix.Contains(a) {
			return netip.AddrFrom4([4]byte(bytes[w.at : w.at+4]))
		}
	}
	return a
}

// unmapped turns an IPv4-mapped prefix into the IPv4 prefix that it means.
func unmapped(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p
}
