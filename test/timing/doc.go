// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package timing is how tests deal with time: one deadline for everything that should happen soon, one way to wait for it, and one way to
// hold the product to the times that it promises.
package timing
