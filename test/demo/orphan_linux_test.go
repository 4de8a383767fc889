// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os/exec"
	"slices"
	"strconv"
	"testing"
)

func TestChildrenLeft(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	id := strconv.Itoa(child.Process.Pid)
	if left := remainingChildren(); !slices.Contains(left, id) {
		t.Errorf("child %s is not among %v", id, left)
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	if left := remainingChildren(); slices.Contains(left, id) {
		t.Errorf("child %s is gone, and yet among %v", id, left)
	}
}
