// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build race

package liveness

// hours is shorter under the race detector, which makes the simulation thirty times as slow.
const hours = 60
