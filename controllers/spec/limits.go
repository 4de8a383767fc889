// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// codeGenStreamsPerMinute is how many streams the code generation backend allows one key in a minute.
const codeGenStreamsPerMinute = 20

// limits returns the bounds on the work that checks may cause on an engine.
func limits(spec *v1alpha1.EngineSpec) prober.Limits {
	limits := prober.Limits{TokensPerHour: int(spec.Limits.CanaryTokensPerHour)}
	switch {
	case spec.Limits.RequestsPerMinute != nil:
		limits.StreamsPerMinute = int(*spec.Limits.RequestsPerMinute)
	case spec.Protocol == v1alpha1.ProtocolCodeGen:
		limits.StreamsPerMinute = codeGenStreamsPerMinute
	}
	if waiting := spec.Limits.RequestsWaiting; waiting != nil {
		limits.Waiting = new(int(*waiting))
	}
	return limits
}
