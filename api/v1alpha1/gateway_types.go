// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"k8s.io/apimachinery/pkg/api/resource"
)

// GatewayRoute is a codegen-gateway: a Deployment with a Service, a PodDisruptionBudget and a service account that may read this
// object and the Secrets that it names, and nothing else. All of them have its name.
//
// +kubebuilder:validation:XValidation:rule="has(self.apiKeysSecretRef) || (has(self.authentication) && self.authentication == 'None')",message="apiKeysSecretRef must name the Secret with the API keys of clients; or set authentication: None, which lets everybody in"
type GatewayRoute struct {
	// name of the Service that clients connect to, and of all that is made for it. Nothing of that name may exist already, unless this
	// object made it. Absent: the name of this object followed by -gateway.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="!format.dns1035Label().validate(self).hasValue()",message="name must be a name for the gateway's Service: lower case letters, digits and '-', starting with a letter"
	Name string `json:"name,omitempty"`

	// replicas that serve, spread over nodes. Absent: 2.
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

	// image that is run. Absent: that of the operator's flag --gateway-image.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	// +kubebuilder:validation:XValidation:rule="self.matches('^[a-z0-9][-a-zA-Z0-9._/:@]*$')",message="image must be the reference of an image, such as registry.example.com/codegen-gateway:1.0"
	Image string `json:"image,omitempty"`

	// authentication that is asked of clients: APIKey, a key of apiKeysSecretRef; or None, which lets everybody in who reaches the
	// gateway. Absent: APIKey.
	// +optional
	Authentication GatewayAuthentication `json:"authentication,omitempty"`

	// apiKeysSecretRef is a Secret in the namespace of this object whose data are the API keys of clients: each entry's name is the
	// name that metrics and logs have for a key, and its value is the key. Keys that are added, changed or taken out are taken up within
	// half a minute. Absent: authentication is None.
	// +optional
	APIKeysSecretRef *SecretReference `json:"apiKeysSecretRef,omitempty"`

	// limits bound what one API key may ask of one replica. Absent: no limit.
	// +optional
	Limits GatewayLimits `json:"limits,omitempty,omitzero"`

	// resources of each replica. Absent: requests of 100m CPU and 64Mi of memory, and a limit of 512Mi of memory.
	// +optional
	Resources *GatewayResources `json:"resources,omitempty"`

	// drainSeconds is how long a replica that ends lets its streams go on, in seconds, before they get an error event. Absent: 30.
	// +optional
	// +kubebuilder:default=30
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=3600
	DrainSeconds int32 `json:"drainSeconds,omitempty"`
}

// GatewayAuthentication is what a gateway asks of clients.
//
// +kubebuilder:validation:Enum=APIKey;None
type GatewayAuthentication string

const (
	// AuthenticationAPIKey asks for one of the keys of apiKeysSecretRef.
	AuthenticationAPIKey GatewayAuthentication = "APIKey"
	// AuthenticationNone lets everybody in who reaches the gateway.
	AuthenticationNone GatewayAuthentication = "None"
)

// SecretReference names a Secret in the same namespace.
type SecretReference struct {
	// name of the Secret.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="name must be the name of a Secret: lower case letters, digits, '-' and '.'"
	Name string `json:"name,omitempty"`
}

// GatewayLimits bound what one API key may ask of one replica. Where authentication is None, all clients together count as one key.
//
// +kubebuilder:validation:MinProperties=1
type GatewayLimits struct {
	// requestsPerMinute that a key may send. A burst of a sixth of them, and of one at least, is let through at once. What is beyond
	// gets 429 with Retry-After. Absent: no limit.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10000000
	RequestsPerMinute int32 `json:"requestsPerMinute,omitempty"`

	// concurrentRequests that a key may have at one time. What is beyond gets 429 with Retry-After. Absent: no limit.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100000
	ConcurrentRequests int32 `json:"concurrentRequests,omitempty"`
}

// GatewayResources are what a replica asks of its node, and the most that it gets.
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
