// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// mortal has the kernel end a child when its parent dies.
func mortal() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// busy is the time for which a process and its children were on a core, to the nanosecond: of all their threads.
func busy(process string) (time.Duration, error) {
	total := time.Duration(0)
	for _, member := range family(process) {
		tasks, err := filepath.Glob("/proc/" + member + "/task/*/schedstat")
		if err != nil || len(tasks) == 0 {
			return 0, fmt.Errorf("the kernel tells no times of process %s: %w", member, err)
		}
		for _, task := range tasks {
			total += onCore(task)
		}
	}
	return total, nil
}

// onCore is the first number of a schedstat. A thread that ended meanwhile has none.
func onCore(task string) time.Duration {
	stat, _ := os.ReadFile(task) // as above
	nanos, _, _ := strings.Cut(string(stat), " ")
	n, _ := strconv.ParseInt(nanos, 10, 64) // as above
	return time.Duration(n)
}

// resident is the memory of a process and its children that is really there, in bytes.
func resident(process string) (int64, error) {
	total := int64(0)
	for _, member := range family(process) {
		status, err := os.ReadFile("/proc/" + member + "/status")
		if err != nil {
			return 0, fmt.Errorf("read the memory of process %s: %w", member, err)
		}
		_, rest, _ := strings.Cut(string(status), "VmRSS:")
		var kib int64
		if _, err := fmt.Sscan(rest, &kib); err != nil {
			return 0, fmt.Errorf("read the memory of process %s: %w", member, err)
		}
		total += kib << 10
	}
	return total, nil
}

// family is a process and its children.
func family(process string) []string {
	members := []string{process}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is right
	for _, path := range stats {
		stat, _ := os.ReadFile(path) // it may have ended
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == process {
			members = append(members, filepath.Base(filepath.Dir(path)))
		}
	}
	return members
}

// raiseFileLimit lets this process and its children open as many files as they may.
func raiseFileLimit() (uint64, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("ask for the limit of open files: %w", err)
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("raise the limit of open files: %w", err)
	}
	return limit.Cur, nil
}

// pinSelf puts the threads of this process onto some cores: those that there are, and so those to come.
func pinSelf(ctx context.Context, list string) error {
	if list == "" {
		return nil
	}
	pin := exec.CommandContext(ctx, "taskset", "--all-tasks", "--cpu-list", "--pid", list, strconv.Itoa(os.Getpid())) //nolint:gosec // the list is ours
	if said, err := pin.CombinedOutput(); err != nil {
		return fmt.Errorf("pin the clients to core %s: %w: %s", list, err, said)
	}
	return nil
}
