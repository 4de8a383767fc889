// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// CodeGenBackend declares a preferred engine (vllm), an engine to fall back to (legacy), the models that must be
// served, and the streaming that users are promised. The operator checks both engines with real streamed generations,
// routes traffic to one that works, and writes what it measured into the status.
//
// +kubebuilder:validation:XValidation:rule="self.metadata.name.size() <= 63",message="metadata.name must not be longer than 63 characters, because it is used as the value of a label: choose a shorter name"
// +kubebuilder:validation:XValidation:rule="!has(self.spec.route) || !has(self.spec.route.gateway) || has(self.spec.route.gateway.name) || self.metadata.name.matches('^[a-z]([-a-z0-9]{0,53}[a-z0-9])?$')",message="set route.gateway.name, because the default, metadata.name followed by -gateway, is not a valid name of a Service: at most 63 lower case letters, digits and '-', starting with a letter",fieldPath=".spec.route.gateway"
// +kubebuilder:validation:XValidation:rule="!has(self.spec.route) || !has(self.spec.route.gateway) || !((has(self.spec.route.gateway.name) ? self.spec.route.gateway.name : self.metadata.name + '-gateway') in [has(self.spec.route.service) ? self.spec.route.service.name : '-', has(self.spec.vllm.serviceRef) ? self.spec.vllm.serviceRef.name : '-', has(self.spec.legacy.serviceRef) ? self.spec.legacy.serviceRef.name : '-'])",message="route.gateway.name must differ from route.service.name and from the names in serviceRef, because the operator creates a Service of that name for the gateway: choose another name",fieldPath=".spec.route.gateway"
// +kubebuilder:validation:XValidation:rule="!has(self.spec.route) || !has(self.spec.route.gateway) || !has(self.spec.route.httpRoute) || !has(self.spec.route.httpRoute.name) || !((has(self.spec.route.gateway.name) ? self.spec.route.gateway.name : self.metadata.name + '-gateway') in [self.spec.route.httpRoute.name + '-vllm', self.spec.route.httpRoute.name + '-legacy'])",message="route.gateway.name must not be route.httpRoute.name followed by -vllm or -legacy, because the operator creates Services of these names for the HTTPRoute: rename the gateway or the HTTPRoute",fieldPath=".spec.route.gateway"
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Namespaced,shortName=cgb,categories=codegen
// +kubebuilder:printcolumn:name="Active",type=string,JSONPath=`.status.active`,description="The engine that carries the traffic"
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`,description="Whether clients are served by a healthy engine"
// +kubebuilder:printcolumn:name="Chunks",type=integer,JSONPath=`.status.streaming.chunks`,description="Chunks of the latest measured stream from the active engine"
// +kubebuilder:printcolumn:name="Rate",type=string,JSONPath=`.status.streaming.chunksPerSecond`,description="Chunks per second of that stream"
// +kubebuilder:printcolumn:name="First",type=string,JSONPath=`.status.streaming.firstChunk`,description="Time to the first chunk of that stream"
// +kubebuilder:printcolumn:name="Total",type=string,JSONPath=`.status.streaming.duration`,description="Duration of that stream"
// +kubebuilder:printcolumn:name="Output",type=string,JSONPath=`.status.streaming.output`,description="Whether the canaries of the active engine got the code they asked for"
// +kubebuilder:printcolumn:name="Since",type=date,JSONPath=`.status.since`,description="How long the active engine has been active"
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Mode",type=string,priority=1,JSONPath=`.spec.mode`,description="Auto, Observe or Paused"
// +kubebuilder:printcolumn:name="vLLM",type=string,priority=1,JSONPath=`.status.engines[?(@.name=="vllm")].reason`,description="State of the vLLM engine"
// +kubebuilder:printcolumn:name="Legacy",type=string,priority=1,JSONPath=`.status.engines[?(@.name=="legacy")].reason`,description="State of the legacy engine"
// +kubebuilder:printcolumn:name="Routed",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Routed")].status`,description="Whether every route points to the active engine"
// +kubebuilder:printcolumn:name="Message",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Ready")].message`,description="What Ready says in one sentence"
type CodeGenBackend struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty,omitzero"`

	// spec declares the engines, what they must serve, and how traffic is routed.
	// +required
	Spec CodeGenBackendSpec `json:"spec,omitzero"`

	// status is what the operator measured and decided. Until the operator has seen the object, it holds only
	// observedGeneration: -1, so that tools that wait for the object do not consider it ready.
	// +optional
	// +kubebuilder:default={observedGeneration:-1}
	Status CodeGenBackendStatus `json:"status,omitempty,omitzero"`
}

// CodeGenBackendList is a list of CodeGenBackends.
//
// +kubebuilder:object:root=true
type CodeGenBackendList struct {
	metav1.TypeMeta `json:",inline"`
	// metadata is the standard list metadata.
	metav1.ListMeta `json:"metadata,omitempty"`
	// items are the objects.
	Items []CodeGenBackend `json:"items"`
}

// Mode says how far the operator may go.
//
// +kubebuilder:validation:Enum=Auto;Observe;Paused
type Mode string

const (
	// ModeAuto decides and acts.
	ModeAuto Mode = "Auto"
	// ModeObserve decides and reports what it would do, and never changes a route.
	ModeObserve Mode = "Observe"
	// ModePaused keeps checking the engines and changes nothing.
	ModePaused Mode = "Paused"
)

// CodeGenBackendSpec is what a platform team declares.
//
// +kubebuilder:validation:XValidation:rule="!has(self.route) || !has(self.route.service) || !has(self.vllm.serviceRef) || self.route.service.name != self.vllm.serviceRef.name",message="route.service.name must differ from vllm.serviceRef.name, because the operator creates a Service of that name for the route: choose another name",fieldPath=".route"
// +kubebuilder:validation:XValidation:rule="!has(self.route) || !has(self.route.service) || !has(self.legacy.serviceRef) || self.route.service.name != self.legacy.serviceRef.name",message="route.service.name must differ from legacy.serviceRef.name, because the operator creates a Service of that name for the route: choose another name",fieldPath=".route"
// +kubebuilder:validation:XValidation:rule="!has(self.route) || !has(self.route.httpRoute) || !has(self.route.httpRoute.existing) || (has(self.vllm.serviceRef) && has(self.legacy.serviceRef))",message="route.httpRoute.existing requires serviceRef in both engines, because the operator finds the two backendRefs by these Services: set vllm.serviceRef and legacy.serviceRef",fieldPath=".route"
// +kubebuilder:validation:XValidation:rule="!has(self.failover) || !has(self.failover.failback) || (has(self.route) && (has(self.route.httpRoute) || has(self.route.gateway)))",message="failover.failback requires a route that can split traffic: set route.httpRoute or route.gateway, or remove failover.failback",fieldPath=".failover"
// +kubebuilder:validation:XValidation:rule="!has(self.canaries) || !has(self.vllm.models) || self.canaries.all(c, !has(c.model) || !('vllm' in c.through) || self.vllm.models.exists(m, m.name == c.model))",message="a canary through vllm requests a model that is not in vllm.models: add the model to vllm.models, or correct the model of the canary",fieldPath=".canaries"
// +kubebuilder:validation:XValidation:rule="!has(self.canaries) || !has(self.legacy.models) || self.canaries.all(c, !has(c.model) || !('legacy' in c.through) || self.legacy.models.exists(m, m.name == c.model))",message="a canary through legacy requests a model that is not in legacy.models: add the model to legacy.models, or correct the model of the canary",fieldPath=".canaries"
// +kubebuilder:validation:XValidation:rule="!has(self.canaries) || has(self.route) || self.canaries.all(c, !('route' in c.through))",message="a canary goes through route, but spec.route is not set: set spec.route, or remove route from the canary's through",fieldPath=".canaries"
type CodeGenBackendSpec struct {
	// mode says how far the operator may go: Auto decides and acts; Observe decides, reports in status.wouldBe which
	// engine would be active, and changes no route; Paused keeps checking the engines and changes nothing. Absent:
	// Auto.
	// +optional
	// +kubebuilder:default=Auto
	Mode Mode `json:"mode,omitempty"`

	// vllm is the preferred engine: traffic is routed to it whenever it is healthy.
	// +required
	VLLM EngineSpec `json:"vllm,omitzero"`

	// legacy is the engine that traffic is routed to while vllm is unhealthy.
	// +required
	Legacy EngineSpec `json:"legacy,omitzero"`

	// probe says how both engines are checked. Absent: a probe every 2 s with a timeout of 1 s, and a pulse, which is
	// one streamed token, every 5 s.
	// +optional
	// +kubebuilder:default={}
	Probe ProbeSpec `json:"probe,omitempty,omitzero"`

	// chunking is the streaming contract: the targets of canaries, and the shape that a gateway gives to answers.
	// Absent: canaries check the output only, unless they declare their own targets, and a gateway forwards every
	// event as it arrives.
	// +optional
	Chunking StreamingContract `json:"chunking,omitempty,omitzero"`

	// canaries are full streamed generations, sent regularly and measured chunk by chunk. A canary here is a
	// synthetic request, not a canary release. Absent: the engines are only probed and pulsed.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=16
	Canaries []CanarySpec `json:"canaries,omitempty"`

	// failover says when traffic may move. Absent: traffic returns to vllm no sooner than 30 s after it left.
	// +optional
	// +kubebuilder:default={}
	Failover FailoverSpec `json:"failover,omitempty,omitzero"`

	// route is what routes traffic to the active engine. Absent: nothing is routed, and clients can only follow
	// status.active.
	// +optional
	Route RouteSpec `json:"route,omitempty,omitzero"`
}
