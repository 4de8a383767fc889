// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package check looks at the engines of a manifest once, as an operator would, with no cluster: it probes them, pulses each model, and runs each
// canary that goes straight to an engine. What comes out is the object with the status that an operator would have written.
package check
