// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package spec translates the spec of a CodeGenBackend: into the configuration of the prober, and into the policy and
// the memory of decisions. It is pure: it reads nothing but its arguments.
package spec
