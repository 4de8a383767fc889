// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
)

// gateway starts ours, where it was given.
func (s *stand) gateway(ctx context.Context, program string) error {
	if program == "" {
		fmt.Fprintln(os.Stderr, "gatewaybench: no --gateway was given, so that the others are compared alone")
		return nil
	}
	return s.add(ctx, "gateway", func(own string) ([]string, error) {
		return []string{program, own, s.engine.address}, nil
	})
}
