// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command print prints flags for go build -ldflags that put the version, the commit and its time into our programs.
package main

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/codegen-dev/codegen-operator/hack/stamp"
)

func main() {
	s, err := stamp.Of(context.Background(), ".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "stamp:", err)
		os.Exit(1)
	}
	s.Version = cmp.Or(os.Getenv("VERSION"), s.Version)
	fmt.Println(s.Linker())
}
