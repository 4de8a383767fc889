// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// killIn kills a process in a Pod, and returns the time. The kubelet and the runtime notice as after a crash.
func killIn(pod *corev1.Pod, program string) (time.Time, error) {
	dirs, _ := filepath.Glob("/proc/[0-9]*") // the pattern is well formed
	for _, dir := range dirs {
		group, _ := os.ReadFile(filepath.Join(dir, "cgroup")) // it may be ending
		command, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		if !runs(string(group), command, string(pod.UID), program) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			return time.Time{}, err
		}
		return time.Now(), syscall.Kill(pid, syscall.SIGKILL)
	}
	return time.Time{}, fmt.Errorf("no process %s in the Pod %s", program, pod.Name)
}

// runs is whether a process with these control groups and this command line is the program in the Pod.
func runs(group string, command []byte, uid, program string) bool {
	first, _, _ := bytes.Cut(command, []byte{0})
	return strings.Contains(group, "/pod"+uid+"/") && filepath.Base(string(first)) == program
}
