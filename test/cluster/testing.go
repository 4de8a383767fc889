// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"
)

// parallel is how many tests run at a time. Tests beside a control plane wait for periods most of the time, so that one
// for each core, which is Go's default, leaves the machine idle.
const parallel = "6"

// Main runs the tests of a package beside a control plane, for TestMain. The programs are as in Start.
func Main(m *testing.M, shared **Cluster, programs ...string) int {
	c, err := Start(context.Background(), os.Stderr, programs...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer c.Stop()
	*shared = c
	return Run(m)
}

// Run runs the tests of a package whose TestMain starts a control plane itself, more of them at a time than Go would,
// unless go test is given
// -parallel.
func Run(m *testing.M) int {
	if err := flag.Set("test.parallel", parallel); err != nil { // before flags are parsed
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
