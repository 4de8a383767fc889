// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"fmt"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// codeGenStreamsPerMinute is what the code generation backend lets one key stream in a minute.
const codeGenStreamsPerMinute = 20

// limitsOf bound the work that we make for an engine.
func limitsOf(spec *v1alpha1.EngineSpec) prober.Limits {
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

// wayToClients is the way on which clients reach an engine; nil: they do not reach this one for sure, because it is not active, nothing is
// routed, a gradual failback is under way, or no canary goes there. What answers there speaks as the active engine does, and takes its key.
func wayToClients(backend *v1alpha1.CodeGenBackend, e decide.Engine) *prober.Endpoint {
	route := &backend.Spec.Route
	splits := failbackOrNone(&backend.Status).VLLMPercent > 0
	if splits || backend.Status.Active != v1alpha1.EngineName(e) || route.ClientURL == "" && route.Service == nil || !throughRoute(backend) {
		return nil
	}
	endpoint := endpointOf(backend.Namespace, specOf(backend, e))
	endpoint.URL = route.ClientURL
	if endpoint.URL == "" {
		endpoint.URL = fmt.Sprintf("http://%s.%s.svc:%d", route.Service.Name, backend.Namespace, route.Service.Port)
	}
	return &endpoint
}

// throughRoute tells whether any canary goes through the route.
func throughRoute(backend *v1alpha1.CodeGenBackend) bool {
	return slices.ContainsFunc(backend.Spec.Canaries, func(c v1alpha1.CanarySpec) bool {
		return slices.Contains(c.Through, v1alpha1.ThroughRoute)
	})
}
