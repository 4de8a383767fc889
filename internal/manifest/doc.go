// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package manifest reads CodeGenBackends, and the Secrets beside them, from a file as an API server would read them: what is unknown is
// refused, what is left out is filled in, and the rules of the CRD are kept, with the API server's own code.
package manifest
