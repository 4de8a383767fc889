// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/codegen-dev/codegen-operator/test/e2e/node"
)

// runInside runs the steps, in the sandbox.
func runInside(ctx context.Context, text string) int {
	var p plan
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: the plan:", err)
		return exitUnable
	}
	tell := newNarrator(os.Stdout, p.Begun)
	s := &stage{plan: p, out: tell, node: &node.Node{ControlPlane: p.ControlPlane, Programs: p.Programs, Logs: p.Logs}}
	err := s.run(ctx)
	if err != nil {
		tell.say("FAILED: %v", err)
		s.explain(ctx)
	}
	fmt.Print("\n" + table(s.measured))
	if failed := s.failed(); err != nil || len(failed) > 0 {
		for _, f := range failed {
			fmt.Println("FAILED:", f)
		}
		fmt.Println("e2e: FAILED")
		return exitFailed
	}
	fmt.Println("e2e: passed")
	return exitOK
}
