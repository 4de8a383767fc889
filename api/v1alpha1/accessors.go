// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Engine returns the spec of an engine: that of legacy, unless vllm is asked for.
func (s *CodeGenBackendSpec) Engine(name EngineName) *EngineSpec {
	if name == EngineVLLM {
		return &s.VLLM
	}
	return &s.Legacy
}

// Engine returns the status of an engine, or nil if the status does not have it.
func (s *CodeGenBackendStatus) Engine(name EngineName) *EngineStatus {
	for i := range s.Engines {
		if s.Engines[i].Name == name {
			return &s.Engines[i]
		}
	}
	return nil
}

// FailbackOrZero returns the state of a gradual failback, or the zero value if there is none.
func (s *CodeGenBackendStatus) FailbackOrZero() FailbackStatus {
	if s.Failback == nil {
		return FailbackStatus{}
	}
	return *s.Failback
}

// TargetsOr returns the targets of the canary, or those given if it declares none of its own.
func (c *CanarySpec) TargetsOr(contract ChunkingSpec) ChunkingSpec {
	if c.Targets != nil {
		return *c.Targets
	}
	return contract
}

// HTTPRouteName returns the name of the declared HTTPRoute, managed or existing; empty if none is declared.
func (b *CodeGenBackend) HTTPRouteName() string {
	spec := b.Spec.Route.HTTPRoute
	switch {
	case spec == nil:
		return ""
	case spec.Existing != nil:
		return spec.Existing.Name
	}
	return spec.Name
}

// EngineServiceName returns the name of the Service through which a managed HTTPRoute reaches an engine that has none of its own.
func EngineServiceName(httpRoute string, engine EngineName) string {
	return httpRoute + "-" + string(engine)
}

// EngineServices returns the names of the Services through which the managed HTTPRoute reaches engines that have none of their own.
func (b *CodeGenBackend) EngineServices() []string {
	spec := b.Spec.Route.HTTPRoute
	if spec == nil || spec.Existing != nil {
		return nil
	}
	var names []string
	for _, engine := range []EngineName{EngineVLLM, EngineLegacy} {
		if b.Spec.Engine(engine).ServiceRef == nil {
			names = append(names, EngineServiceName(spec.Name, engine))
		}
	}
	return names
}

// SelectorlessServices returns the names of the Services without a selector that the operator creates for the backend. Their
// endpoints belong to the operator alone.
func (b *CodeGenBackend) SelectorlessServices() []string {
	names := b.EngineServices()
	if spec := b.Spec.Route.Service; spec != nil {
		names = append(names, spec.Name)
	}
	return names
}
