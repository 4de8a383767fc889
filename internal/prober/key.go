// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// kindKey tries a wrong key, to find out whether the engine insists on the right one. It does not affect health.
const kindKey Kind = "key"

// keyPeriod is long, because a key that is no longer enforced is a mistake of configuration, and those are rare.
const keyPeriod = 10 * time.Minute

func newKeyCheck(timeout time.Duration, due time.Time) *check {
	return &check{
		kind: kindKey, cadence: Cadence{Period: keyPeriod, Timeout: timeout}, thresholds: health.Thresholds{Failure: 1, Success: 1}, due: due,
	}
}

// tryWrongKey asks for one token with a key that cannot be right.
func tryWrongKey(endpoint engine.Endpoint, network *engine.Network, model string) task {
	endpoint.Key = engine.Key("wrong-" + rand.Text())
	return func(ctx context.Context) result {
		client, err := engine.New(endpoint, network, func() {})
		if err != nil {
			return keyUnknown("the client could not be created")
		}
		defer client.Close()
		return keyResult(client.Stream(ctx, oneToken(model)))
	}
}

// keyResult is what the answer to a wrong key means. An answer that neither serves nor refuses shows nothing.
func keyResult(recording engine.Recording) result {
	fault := recording.Fault
	switch {
	case fault == nil, fault.Blank, generated(recording.Events):
		return keyKnown(KeyNotEnforced, failed(reason.Reason(KeyNotEnforced), "the engine accepts a wrong key"))
	case fault.Reason == reason.Unauthorized:
		return keyKnown(KeyEnforced, passed())
	default:
		return keyUnknown(fault.Message)
	}
}

func keyKnown(found KeyCheck, o health.Outcome) result {
	return result{outcome: o, update: func(m *memory) { m.key = found }}
}

func keyUnknown(message string) result {
	return result{outcome: inconclusive(reason.Unknown, message)}
}
