// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package check checks the engines of a manifest once, as an operator would, without a cluster: it probes them, pulses each
// model, and runs each canary that goes straight to an engine. The result is the object with the status that an operator
// would write.
//
// The packages controllers/spec, controllers/status and prober say what to check and what the results mean, as they do
// for an operator, so that a check and the cluster agree.
//
// Thresholds are as declared, so that a single lost probe fails nothing, but each model is pulsed at least once. Flip
// canaries run once and are reported by themselves, instead of the many runs by which they decide the health of an engine.
//
// Rejected: an evaluation of its own, for a smaller program; an API server in memory with the real operator, which would
// also need a destination for its routes.
package check
