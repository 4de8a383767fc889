// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package route has Kubernetes objects carry the traffic to the active engine: one file per kind of route.
//
// Owned objects are applied with server-side apply under one field manager, and only where they differ from what is
// wanted, so that a backend at rest costs no writes. An object of that name that is not ours is never taken over.
package route
