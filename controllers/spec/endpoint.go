// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"fmt"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// endpoint returns where an engine is and which header carries its key, without the key.
func endpoint(namespace string, spec *v1alpha1.EngineSpec) prober.Endpoint {
	e := prober.Endpoint{Protocol: prober.Protocol(spec.Protocol), URL: spec.BaseURL(namespace)}
	if c := spec.Credentials; c != nil {
		e.Header, e.Scheme = c.Header, c.SchemeOrDefault()
	}
	return e
}

// routeEndpoint returns where clients reach an engine through the route. It speaks the protocol of the engine and
// takes its key. It is nil if clients do not reach this engine for certain: the engine is not active, no route is
// declared, a gradual failback is under way, or no canary goes through the route.
func routeEndpoint(backend *v1alpha1.CodeGenBackend, engine decide.Engine) *prober.Endpoint {
	route, name := &backend.Spec.Route, v1alpha1.EngineName(engine)
	splits := backend.Status.FailbackOrZero().VLLMPercent > 0
	if splits || backend.Status.Active != name || route.ClientURL == "" && route.Service == nil || !anyThroughRoute(backend) {
		return nil
	}
	e := endpoint(backend.Namespace, backend.Spec.Engine(name))
	e.URL = route.ClientURL
	if e.URL == "" {
		e.URL = fmt.Sprintf("http://%s.%s.svc:%d", route.Service.Name, backend.Namespace, route.Service.Port)
	}
	return &e
}

// anyThroughRoute reports whether any canary goes through the route.
func anyThroughRoute(backend *v1alpha1.CodeGenBackend) bool {
	return slices.ContainsFunc(backend.Spec.Canaries, func(c v1alpha1.CanarySpec) bool {
		return slices.Contains(c.Through, v1alpha1.ThroughRoute)
	})
}
