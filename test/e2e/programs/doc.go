// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package programs builds what a node of Kubernetes consists of from Go modules, at the versions that the modules below
// test/e2e pin, into the user's cache. Go itself knows what is up to date there.
package programs
