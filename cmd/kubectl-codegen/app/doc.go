// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is kubectl codegen as a package: one file for each command, with the cluster behind cluster.go. What is shown is written by package
// page, and what is checked without a cluster is looked at by package check.
package app
