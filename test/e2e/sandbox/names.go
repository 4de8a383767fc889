// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"strconv"
	"strings"
)

// Dir is a folder in the sandbox's memory, which goes with it.
const Dir = "/run/e2e"

// Hostname is the name of the machine that the sandbox seems to be.
const Hostname = "node1"

// nameOf is the name of the sandbox that a process makes. Its control groups have it.
func nameOf(pid int) string { return prefix + strconv.Itoa(pid) }

const prefix = "codegen-e2e-"

// makerOf is the process that made a sandbox.
func makerOf(name string) (int, error) { return strconv.Atoi(strings.TrimPrefix(name, prefix)) }
