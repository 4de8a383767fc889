// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package owned reads and writes the objects that the operator manages for a CodeGenBackend.
//
// Objects are applied with server-side apply under one field manager, and only if they differ from what is wanted, so
// that a backend at rest causes no writes. An object that already exists is never taken over, unless it was made for
// the backend, is handed over by an annotation, or belongs to another backend that no longer needs it.
//
// Expectations tell how far the cache can be trusted to show what was written.
package owned
