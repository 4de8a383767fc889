// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package manifest reads CodeGenBackends and Secrets from a file as an API server would read them: unknown fields are refused,
// defaults are set, and the rules of the CRD are enforced, with the API server's own code.
package manifest
