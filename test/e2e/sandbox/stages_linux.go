// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
)

// Stage runs the stages between Run and the program. It returns where the arguments name none of them.
func Stage(args []string) {
	switch {
	case len(args) == 1 && args[0] == "nothing":
		os.Exit(0)
	case len(args) > 2 && args[0] == "join":
		ended(join(strings.Split(args[1], ":"), args[2:]))
	case len(args) > 1 && args[0] == "init":
		ended(reap(args[1:]))
	}
}

func ended(err error) {
	fmt.Fprintln(os.Stderr, "e2e: sandbox:", err)
	os.Exit(1)
}

// join enters the control groups, and then makes them the root of what is seen. That holds for a single thread, until exec
// leaves only this one.
func join(dirs groups, args []string) error {
	if err := dirs.enter(); err != nil {
		return err
	}
	runtime.LockOSThread()
	if err := syscall.Unshare(syscall.CLONE_NEWCGROUP); err != nil {
		return fmt.Errorf("a namespace of control groups: %w", err)
	}
	// Run has asked for this, of the thread that was there then.
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0); errno != 0 {
		return fmt.Errorf("end with the parent process: %w", errno)
	}
	return syscall.Exec("/proc/self/exe", append([]string{"e2e", "init"}, args...), os.Environ()) //nolint:gosec // this program
}

// reap is the first process of the sandbox: it starts the program, and adopts orphaned processes, until the program ends.
func reap(args []string) error {
	if err := prepare(); err != nil {
		return err
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	program, err := syscall.ForkExec("/proc/self/exe", append([]string{"e2e"}, args...), &syscall.ProcAttr{ //nolint:gosec // this program
		Env: os.Environ(), Files: []uintptr{0, 1, 2}, Sys: &syscall.SysProcAttr{},
	})
	if err != nil {
		return fmt.Errorf("start the program: %w", err)
	}
	go func() {
		for range signals {
			_ = syscall.Kill(program, syscall.SIGTERM) // it may have ended
		}
	}()
	for {
		var status syscall.WaitStatus
		child, err := syscall.Wait4(-1, &status, 0, nil)
		if err == nil && child == program {
			os.Exit(codeOf(status))
		}
	}
}

func codeOf(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
