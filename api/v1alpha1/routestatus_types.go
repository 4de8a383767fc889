// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// RouteKind is a kind of route.
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
	// RouteWebhook is an HTTP endpoint of yours that is notified of the active engine.
	RouteWebhook RouteKind = "Webhook"
)

// RouteState is the state of a route.
//
// +kubebuilder:validation:Enum=Unknown;Ready;Moving;Failed
type RouteState string

const (
	// RouteUnknown means that the route was not applied yet.
	RouteUnknown RouteState = "Unknown"
	// RouteReady means that the route points to the active engine.
	RouteReady RouteState = "Ready"
	// RouteMoving means that the route was changed, and does not point to the active engine everywhere yet.
	RouteMoving RouteState = "Moving"
	// RouteFailed means that the route could not be changed; the operator tries again.
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

	// engine that the route points to. Absent: neither, or it is unknown.
	// +optional
	Engine EngineName `json:"engine,omitempty"`

	// vllmPercent is the share of requests that go to vllm. Absent: this kind of route cannot split requests.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100
	VLLMPercent *int32 `json:"vllmPercent,omitempty"`

	// state of the route: Unknown, Ready, Moving or Failed.
	// +optional
	State RouteState `json:"state,omitempty"`

	// reason for the state; one of the reasons of the condition Routed.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message explains the state in one sentence.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`

	// deliveryKey is the idempotency key of the latest POST that the webhook accepted. Absent: it has accepted none
	// yet, or the route is not a webhook.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	DeliveryKey string `json:"deliveryKey,omitempty"`

	// gateway is the status of the deployed gateway. Absent: the route is not a gateway.
	// +optional
	Gateway *GatewayStatus `json:"gateway,omitempty"`
}

// GatewayStatus is the status of a deployed gateway.
//
// +kubebuilder:validation:MinProperties=1
type GatewayStatus struct {
	// readyReplicas is the number of replicas that are ready.
	// +optional
	// +kubebuilder:validation:Minimum=0
	ReadyReplicas *int32 `json:"readyReplicas,omitempty"`

	// version is the image that its replicas run, without the registry. While replicas are replaced, it is the
	// previous one.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Version string `json:"version,omitempty"`

	// authentication that clients need: APIKey, or None, which admits every client that reaches it.
	// +optional
	Authentication GatewayAuthentication `json:"authentication,omitempty"`
}

// PinState says whether the declared pin is in force.
//
// +kubebuilder:validation:Enum=InForce;Expired
type PinState string

const (
	// PinInForce means that traffic is pinned, or would be if mode were Auto.
	PinInForce PinState = "InForce"
	// PinExpired means that the pin has expired and is ignored: remove it from the spec.
	PinExpired PinState = "Expired"
)

// FailbackStatus is a gradual failback that is under way or was aborted.
type FailbackStatus struct {
	// vllmPercent is the share of traffic that goes to vllm now, in the routes that can split it. Absent: none.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=99
	VLLMPercent int32 `json:"vllmPercent,omitempty"`

	// since is when the current step began, in microseconds because steps may be short. Absent: no failback is under
	// way.
	// +optional
	Since metav1.MicroTime `json:"since,omitempty,omitzero"`

	// abortedTime is when the latest failback was aborted. Absent: none was aborted since the latest flip.
	// +optional
	AbortedTime metav1.MicroTime `json:"abortedTime,omitempty,omitzero"`
}
