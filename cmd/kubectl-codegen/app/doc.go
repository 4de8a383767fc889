// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app holds the commands of kubectl codegen, one file for each. cluster.go connects to the cluster, package page
// renders what is shown, and package check checks engines without a cluster.
package app
