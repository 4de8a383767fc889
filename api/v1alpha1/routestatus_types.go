// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// RouteKind is a way on which traffic goes to the active engine.
//
// +kubebuilder:validation:Enum=Service;ConfigMap;HTTPRoute;Gateway;Webhook
type RouteKind string

const (
	// RouteService is a Service whose endpoints are the active engine.
	RouteService RouteKind = "Service"
	// RouteConfigMap is a ConfigMap that names the active engine.
	RouteConfigMap RouteKind = "ConfigMap"
	// RouteHTTPRoute is an HTTPRoute whose weights send requests to the active engine.
	RouteHTTPRoute RouteKind = "HTTPRoute"
	// RouteGateway is a codegen-gateway that follows status.active.
	RouteGateway RouteKind = "Gateway"
	// RouteWebhook is a switch that is told of the active engine.
	RouteWebhook RouteKind = "Webhook"
)

// RouteState says how far a route is.
//
// +kubebuilder:validation:Enum=Unknown;Ready;Moving;Failed
type RouteState string

const (
	// RouteUnknown means that it cannot be told yet.
	RouteUnknown RouteState = "Unknown"
	// RouteReady means that the route carries the active engine.
	RouteReady RouteState = "Ready"
	// RouteMoving means that the route was told, and does not carry the active engine everywhere yet.
	RouteMoving RouteState = "Moving"
	// RouteFailed means that the route could not be told; it is tried again.
	RouteFailed RouteState = "Failed"
)

// RouteStatus is one declared route.
type RouteStatus struct {
	// kind of the route.
	// +required
	Kind RouteKind `json:"kind,omitempty"`

	// name of the object, or the URL of the webhook.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	Name string `json:"name,omitempty"`

	// engine that the route carries. Absent: none yet, or it is not known.
	// +optional
	Engine EngineName `json:"engine,omitempty"`

	// vllmPercent is the share of requests that go to vllm, where the route can split them. Absent: it cannot.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100
	VLLMPercent *int32 `json:"vllmPercent,omitempty"`

	// state says how far the route is: Unknown, Ready, Moving or Failed.
	// +optional
	State RouteState `json:"state,omitempty"`

	// reason of that state; the same words as in the condition Routed.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message says the same in a sentence.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`

	// deliveryKey is the idempotency key of the latest POST that the webhook took. Absent: the route is none, or took none yet.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	DeliveryKey string `json:"deliveryKey,omitempty"`

	// gateway is the deployed gateway. Absent: the route is none.
	// +optional
	Gateway *GatewayStatus `json:"gateway,omitempty"`
}

// GatewayStatus is a deployed gateway.
//
// +kubebuilder:validation:MinProperties=1
type GatewayStatus struct {
	// readyReplicas is how many of its replicas serve.
	// +optional
	// +kubebuilder:validation:Minimum=0
	ReadyReplicas *int32 `json:"readyReplicas,omitempty"`

	// version is the image that its replicas run, less the registry. While replicas are replaced, it is the one that they had before.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Version string `json:"version,omitempty"`

	// authentication that it asks of clients: APIKey, or None, which lets everybody in who reaches it.
	// +optional
	Authentication GatewayAuthentication `json:"authentication,omitempty"`
}

// PinState says whether the declared pin is in force.
//
// +kubebuilder:validation:Enum=InForce;Expired
type PinState string

const (
	// PinInForce means that the pin holds, or would hold if mode were Auto.
	PinInForce PinState = "InForce"
	// PinExpired means that the pin has run out and is ignored: take it out of the spec.
	PinExpired PinState = "Expired"
)

// FailbackStatus is a gradual failback, under way or given up.
type FailbackStatus struct {
	// vllmPercent is the share of the traffic that goes to vllm now, in the routes that can split it. Absent: none.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=99
	VLLMPercent int32 `json:"vllmPercent,omitempty"`

	// since is when this step began, to the microsecond, for steps are short. Absent: there is no step.
	// +optional
	Since metav1.MicroTime `json:"since,omitempty,omitzero"`

	// abortedTime is when the latest failback was given up. Absent: none was, since the latest flip.
	// +optional
	AbortedTime metav1.MicroTime `json:"abortedTime,omitempty,omitzero"`
}
