// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !race

package liveness

// hours is how long engines are simulated, all kinds together.
const hours = 1000
