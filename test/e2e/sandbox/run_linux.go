// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// toEnd is how long the program in the sandbox may take to end after it was asked to.
const toEnd = 30 * time.Second

// Possible reports whether namespaces can be made here at all.
func Possible() error {
	cmd := exec.Command("/proc/self/exe", "nothing") //nolint:noctx // it ends at once
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces}
	return cmd.Run()
}

const namespaces = syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC

// Run runs this program again with args, in a sandbox of its own, and returns the code that it ended with. The error says why it
// could not run, or what of it is left.
func Run(ctx context.Context, args ...string) (int, error) {
	name := nameOf(os.Getpid())
	groups, err := makeGroups(name)
	if err != nil {
		return 0, err
	}
	before := hostState(name)
	cmd := exec.CommandContext(ctx, "/proc/self/exe", append([]string{"join", strings.Join(groups, ":")}, args...)...) //nolint:gosec // this program
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	// What the terminal sends to its foreground reaches only us: we pass it on in our own way.
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = toEnd
	if err := cmd.Start(); err != nil {
		return 0, errors.Join(fmt.Errorf("make namespaces: %w", err), groups.remove())
	}
	inside := namespacesOf(strconv.Itoa(cmd.Process.Pid))
	err = cmd.Wait()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		err = nil // the code says it
	}
	return cmd.ProcessState.ExitCode(), errors.Join(err, groups.remove(), hostState(name).since(before, inside))
}
