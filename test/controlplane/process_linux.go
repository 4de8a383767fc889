// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"os/exec"
	"syscall"
)

// DieWithParent lets the kernel kill the command when this process ends, be it
// by a panic or a kill. Call it before Start.
//
// The kernel watches the thread that called Start, not the process. Go keeps
// its threads, except those of a goroutine that ends with its thread locked:
// do not start the command from one of these.
func DieWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
}
