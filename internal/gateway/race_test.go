// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build race

package gateway

// often is how often an extreme request is sent where races are looked for, which takes ten times as long.
const often = 50
