// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package controlplane

import "os/exec"

// DieWithParent does nothing here: only Linux can bind a child to its parent.
func DieWithParent(*exec.Cmd) {}
