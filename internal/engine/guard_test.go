// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"net/netip"
	"testing"
)

func TestGuardRefuses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"127.0.0.1", "127.255.0.9", "::1", "0.0.0.0", "0.1.2.3", "::", "169.254.169.254", "169.254.170.2", "169.254.0.1",
		"fe80::1", "fe80::1%eth0", "fe80::a9fe:a9fe", "224.0.0.1", "239.1.2.3", "ff02::1", "ff0e::1", "255.255.255.255",
		"fd00:ec2::254", "fd20:ce::254", "fd00:42::42", "100.100.100.200", "168.63.129.16", "192.0.0.192",
		// wrapped in IPv6
		"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::ffff:100.100.100.200", "::ffff:0.0.0.0", "::ffff:127.0.0.1%1",
		"64:ff9b::169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::169.254.169.254", "2002:a9fe:a9fe::1", "2002:7f00:1::", "::127.0.0.1",
	} {
		if (Guard{}).Check(netip.MustParseAddr(address)) == nil {
			t.Errorf("%s is let through", address)
		}
	}
	if (Guard{}).Check(netip.Addr{}) == nil {
		t.Error("the invalid address is let through")
	}
}

func TestGuardLetsThrough(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"10.96.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1", "100.100.100.201", "8.8.8.8", "192.0.2.1", "::ffff:10.0.0.1",
		"fd00::1", "fd00:ec2::253", "2001:db8::1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1",
	} {
		if err := (Guard{}).Check(netip.MustParseAddr(address)); err != nil {
			t.Errorf("%s is refused: %v", address, err)
		}
	}
}

func TestGuardIsWidened(t *testing.T) {
	t.Parallel()
	guard := NewGuard(netip.MustParsePrefix("::ffff:127.0.0.0/104"), netip.MustParsePrefix("fe80::/64"))
	for address, allowed := range map[string]bool{
		"127.0.0.1": true, "::ffff:127.9.9.9": true, "fe80::1%eth0": true, "64:ff9b::127.0.0.1": true, "10.0.0.1": true,
		"169.254.169.254": false, "::1": false, "fe80:0:0:1::1": false,
	} {
		if err := guard.Check(netip.MustParseAddr(address)); (err == nil) != allowed {
			t.Errorf("%s: %v, want allowed: %t", address, err, allowed)
		}
	}
}
