// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package state describes what became of the routes: the state of each route after it was applied, and a summary of
// all of them. It is pure, so that the status can be computed from it without the clients that apply routes.
package state
