// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"k8s.io/apimachinery/pkg/api/resource"
)

// GatewayRoute is a codegen-gateway: a Deployment with a Service, a PodDisruptionBudget, and a service account that
// may read only this object and the Secrets that it names. All of these objects have its name.
//
// +kubebuilder:validation:XValidation:rule="has(self.apiKeysSecretRef) || (has(self.authentication) && self.authentication == 'None')",message="set apiKeysSecretRef to the Secret that holds the API keys of clients; or set authentication to None, which admits every client"
type GatewayRoute struct {
	// name of the Service that clients connect to, and of all objects that are created for it. No object of that name
	// may exist, unless it was created for this CodeGenBackend. Absent: the name of this object followed by -gateway.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="!format.dns1035Label().validate(self).hasValue()",message="name must be a valid name of a Service: lower case letters, digits and '-', starting with a letter and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// replicas is the number of Pods, spread over nodes. Absent: 2.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	Replicas *int32 `json:"replicas,omitempty"`

	// port that clients connect to. Absent: 80.
	// +optional
	// +kubebuilder:default=80
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=65535
	Port int32 `json:"port,omitempty"`

	// image of the Pods. Absent: that of the operator's flag --gateway-image.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	// +kubebuilder:validation:XValidation:rule="self.matches('^[a-z0-9][-a-zA-Z0-9._/:@]*$')",message="image must be an image reference, such as registry.example.com/codegen-gateway:1.0"
	Image string `json:"image,omitempty"`

	// authentication that clients need: APIKey, a key of apiKeysSecretRef; or None, which admits every client that
	// reaches the gateway. Absent: APIKey.
	// +optional
	Authentication GatewayAuthentication `json:"authentication,omitempty"`

	// apiKeysSecretRef names a Secret in the namespace of this object that holds the API keys of clients. The name of
	// each entry identifies the key in metrics and logs; its value is the key. Changes take effect within half a
	// minute. Absent: authentication is None.
	// +optional
	APIKeysSecretRef *SecretReference `json:"apiKeysSecretRef,omitempty"`

	// limits are the limits of one API key on one replica. Absent: no limit.
	// +optional
	Limits GatewayLimits `json:"limits,omitempty,omitzero"`

	// resources of each replica. Absent: requests of 100m CPU and 64Mi of memory, and a limit of 512Mi of memory.
	// +optional
	Resources *GatewayResources `json:"resources,omitempty"`

	// drainSeconds is how long a terminating replica lets its streams continue before it ends them with an error
	// event, in seconds. Absent: 30.
	// +optional
	// +kubebuilder:default=30
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=3600
	DrainSeconds int32 `json:"drainSeconds,omitempty"`
}

// GatewayAuthentication is what clients of a gateway need.
//
// +kubebuilder:validation:Enum=APIKey;None
type GatewayAuthentication string

const (
	// AuthenticationAPIKey requires one of the keys of apiKeysSecretRef.
	AuthenticationAPIKey GatewayAuthentication = "APIKey"
	// AuthenticationNone admits every client that reaches the gateway.
	AuthenticationNone GatewayAuthentication = "None"
)

// SecretReference names a Secret in the same namespace.
type SecretReference struct {
	// name of the Secret.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="name must be the name of a Secret: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	Name string `json:"name,omitempty"`
}

// GatewayLimits are the limits of one API key on one replica. If authentication is None, all clients count as one
// key.
//
// +kubebuilder:validation:MinProperties=1
type GatewayLimits struct {
	// requestsPerMinute is how many requests a key may send in a minute. A burst of a sixth of that, but of at least
	// one request, is admitted at once. Further requests get 429 with Retry-After. Absent: no limit.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10000000
	RequestsPerMinute int32 `json:"requestsPerMinute,omitempty"`

	// concurrentRequests is how many requests of a key may run at the same time. Further requests get 429 with
	// Retry-After. Absent: no limit.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100000
	ConcurrentRequests int32 `json:"concurrentRequests,omitempty"`
}

// GatewayResources are the resource requests and limits of a replica.
//
// +kubebuilder:validation:MinProperties=1
type GatewayResources struct {
	// requests by resource, such as cpu: 100m. Absent: none.
	// +optional
	// +kubebuilder:validation:MaxProperties=16
	Requests map[string]resource.Quantity `json:"requests,omitempty"` //nolint:kubeapilinter // a map, as in a Pod

	// limits by resource, such as memory: 512Mi. Absent: none.
	// +optional
	// +kubebuilder:validation:MaxProperties=16
	Limits map[string]resource.Quantity `json:"limits,omitempty"` //nolint:kubeapilinter // a map, as in a Pod
}
