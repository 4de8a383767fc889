// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

// Dir is a folder in the sandbox's memory, which goes with it.
const Dir = "/run/e2e"

// Hostname is the name of the machine that the sandbox seems to be.
const Hostname = "node1"
