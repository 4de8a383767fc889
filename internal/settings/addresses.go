// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"fmt"
	"net/netip"

	"github.com/spf13/pflag"
)

// AddAllowAddresses adds the flag that widens the address guard.
func AddAllowAddresses(f *pflag.FlagSet, cidrs *[]string) {
	f.StringSliceVar(cidrs, "allow-addresses", nil,
		"`CIDRs` in which engines may be although the address guard refuses them by default: loopback, link-local and cloud metadata addresses")
}

// ParseAllowAddresses parses the value of this flag.
func ParseAllowAddresses(cidrs []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, cidr := range cidrs {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return nil, fmt.Errorf("--allow-addresses %q is not a CIDR such as 10.0.0.0/8: %w", cidr, err)
		}
		all = append(all, prefix)
	}
	return all, nil
}
