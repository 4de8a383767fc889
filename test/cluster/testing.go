// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// Main runs the tests of a package beside a control plane, for TestMain. The programs are as in Start.
func Main(m *testing.M, shared **Cluster, programs ...string) int {
	c, err := Start(context.Background(), os.Stderr, programs...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer c.Stop()
	*shared = c
	return m.Run()
}
