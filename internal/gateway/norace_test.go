// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !race

package gateway

// often is how often an extreme request is sent.
const often = 1000
