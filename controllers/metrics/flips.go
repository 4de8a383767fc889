// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package metrics

import (
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// flipKinds are all possible flips: from, to and reason.
var flipKinds = [][]string{
	{string(v1alpha1.EngineVLLM), string(v1alpha1.EngineLegacy), v1alpha1.FlipActiveUnhealthy},
	{string(v1alpha1.EngineLegacy), string(v1alpha1.EngineVLLM), v1alpha1.FlipActiveUnhealthy},
	{string(v1alpha1.EngineLegacy), string(v1alpha1.EngineVLLM), v1alpha1.FlipPreferredHealthy},
	{string(v1alpha1.EngineVLLM), string(v1alpha1.EngineLegacy), v1alpha1.FlipPinned},
	{string(v1alpha1.EngineLegacy), string(v1alpha1.EngineVLLM), v1alpha1.FlipPinned},
}

// expectFlips creates the counters of flips at 0: Prometheus does not see the first increase of a counter that starts at 1.
func (m *Metrics) expectFlips(backend *v1alpha1.CodeGenBackend) {
	for _, kind := range flipKinds {
		m.flips.WithLabelValues(append([]string{backend.Namespace, backend.Name}, kind...)...)
	}
}

// Flipped counts a flip.
func (m *Metrics) Flipped(key prober.Key, flip v1alpha1.Flip) {
	m.flips.WithLabelValues(key.Namespace, key.Name, string(flip.From), string(flip.To), flip.Reason).Inc()
}
