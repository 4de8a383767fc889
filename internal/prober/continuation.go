// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// kindContinuation asks an engine to go on with the beginning of an answer: once, and again when the engine may be another one. It does
// not affect health.
const kindContinuation Kind = "continuation"

const (
	// versionPeriod is how often an engine that has answered is asked for its version, which may change without a failed probe.
	versionPeriod = 10 * time.Minute
	// continuationTimeout bounds one run. Engines that ignore the bound on tokens give a whole answer.
	continuationTimeout = 30 * time.Second
	// continuationRetry is how soon an engine is asked again. It doubles with each run that is not clear, up to about an hour.
	continuationRetry = time.Minute
	maxRetryDoublings = 6
)

func newContinuationCheck(due time.Time) *check {
	return &check{
		kind: kindContinuation, cadence: Cadence{Period: versionPeriod, Timeout: continuationTimeout},
		thresholds: health.Thresholds{Failure: 1, Success: 1}, due: due,
	}
}

// continuer asks an engine for the rest of a line.
type continuer struct {
	client  *engine.Client
	model   string
	waiting *int // as for canaries
	before  proof
}

// ask asks for the rest of a line.
func (c continuer) ask(ctx context.Context) result {
	line, err := newHalf()
	if err != nil {
		return result{outcome: inconclusive(reason.Unknown, "the nonce could not be generated: there is no randomness")}
	}
	if load := readLoad(ctx, c.client); c.waiting != nil && load.HasQueue && load.Waiting > float64(*c.waiting) {
		return result{outcome: inconclusive(reason.Saturated, "too many requests are queued at the engine")}
	}
	version := c.client.Version(ctx)
	recording := c.client.Stream(ctx, line.request(c.model))
	return continued(line.judge(recording), recording.Fault, version)
}

// continued is the result of a run. One without an answer leaves what is known.
func continued(found Continuation, fault *engine.Fault, version string) result {
	r := resultOf(fault)
	r.outcome = inconclusive(reason.Unknown, "the engine gave no clear answer")
	if found.isClear() {
		r.outcome = passed()
	}
	r.update = func(m *memory) {
		m.proof.at = time.Now()
		if found != "" {
			m.proof = proof{found: found, version: version, models: m.served, at: m.proof.at}
		}
	}
	return r
}

// compareVersion has the engine asked again where its version is another one than when it answered.
func (c continuer) compareVersion(ctx context.Context) result {
	version := c.client.Version(ctx)
	if version == "" || version == c.before.version {
		return result{outcome: passed()}
	}
	return result{outcome: passed(), update: func(m *memory) { m.proof.stale = true }}
}
