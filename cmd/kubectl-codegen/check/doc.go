// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package check looks at the engines of a manifest once, as an operator would, with no cluster: it probes them, pulses each model, and runs each
// canary that goes straight to an engine. What comes out is the object with the status that an operator would have written.
//
// What to look at, how to look and what it means come from packages controllers and sense, as an operator runs them: a check that judged by itself
// would one day say something else than the cluster.
//
// Thresholds stay as declared, so that one lost probe fails nobody; but each model is pulsed once at least. Flip canaries run once and have rows of
// their own, rather than the many runs that it takes to prove an engine's health by them.
//
// Rejected: a small judge of its own, for a smaller program; an API server in memory with the real operator, which would also need somewhere to
// route to.
package check
