// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// ConfigMapRoute is a ConfigMap with the keys ACTIVE_BACKEND (vllm or legacy), ACTIVE_URL, VLLM_SERVER_URL,
// LEGACY_SERVER_URL and ACTIVE_MODELS (the declared models of the active engine, separated by commas).
type ConfigMapRoute struct {
	// name of the ConfigMap. It must not exist, unless it was created for this object or carries the annotation
	// serving.codegen.dev/adopt with the name of this object.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="name must be a valid name of a ConfigMap: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// restart names a Deployment that reads the ConfigMap only at start, and is restarted when it changes. Absent:
	// nothing is restarted.
	// +optional
	Restart *RestartSpec `json:"restart,omitempty"`
}

// RestartSpec restarts a Deployment whenever the ConfigMap changes, as kubectl rollout restart does.
type RestartSpec struct {
	// deployment is the name of the Deployment.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="deployment must be the name of a Deployment: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	Deployment string `json:"deployment,omitempty"`
}

// HTTPRouteRoute is an HTTPRoute (gateway.networking.k8s.io/v1) with weight 100 for the active engine and 0 for the
// other one: either one that the operator creates (name and parentRefs), or one of yours (existing).
//
// +kubebuilder:validation:XValidation:rule="has(self.name) != has(self.existing)",message="set exactly one of name and existing: name for an HTTPRoute that the operator creates, existing for one of yours"
// +kubebuilder:validation:XValidation:rule="has(self.parentRefs) || !has(self.name)",message="parentRefs must list at least one Gateway if name is set: add the Gateways that the HTTPRoute is attached to"
// +kubebuilder:validation:XValidation:rule="!has(self.existing) || (!has(self.parentRefs) && !has(self.hostnames))",message="parentRefs and hostnames are only for an HTTPRoute that the operator creates: remove them, because an existing HTTPRoute has its own"
type HTTPRouteRoute struct {
	// name of the HTTPRoute that the operator creates. It must not exist, unless it was created for this object or carries
	// the annotation serving.codegen.dev/adopt with the name of this object. Absent: existing names one.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=54
	// +kubebuilder:validation:XValidation:rule="!format.dns1035Label().validate(self).hasValue()",message="name must consist of lower case letters, digits and '-', starting with a letter and ending with a letter or digit, because Services are named after it"
	Name string `json:"name,omitempty"`

	// parentRefs are the Gateways that the HTTPRoute is attached to. Absent: existing names an HTTPRoute that has its own.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	ParentRefs []ParentReference `json:"parentRefs,omitempty"`

	// hostnames that the HTTPRoute matches. Absent: those of the Gateways' listeners.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=253
	// +kubebuilder:validation:items:Pattern=`^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`
	Hostnames []string `json:"hostnames,omitempty"`

	// existing is an HTTPRoute of yours. The operator sets the two weights of one of its rules, and nothing else.
	// Absent: the operator creates one.
	// +optional
	Existing *ExistingHTTPRoute `json:"existing,omitempty"`
}

// ParentReference names a Gateway.
type ParentReference struct {
	// name of the Gateway.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`

	// namespace of the Gateway. Absent: the namespace of this object.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`

	// sectionName is one listener of the Gateway. Absent: all of its listeners.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	SectionName string `json:"sectionName,omitempty"`
}

// ExistingHTTPRoute is one rule of an HTTPRoute that you own. The rule must have exactly two backendRefs: the
// Services of vllm.serviceRef and of legacy.serviceRef.
type ExistingHTTPRoute struct {
	// name of the HTTPRoute.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`

	// ruleName is the name of the rule (spec.rules[].name).
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	RuleName string `json:"ruleName,omitempty"`
}

// WebhookRoute is an HTTP endpoint that moves the traffic itself. It gets a POST with a JSON body for each change of
// the active engine, repeated until it answers with 2xx.
type WebhookRoute struct {
	// url that is posted to.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	// +kubebuilder:validation:XValidation:rule="isURL(self) && url(self).getScheme() in ['http', 'https'] && url(self).getHostname() != ''",message="url must be an http or https URL with a host, such as https://switch.example.com/active"
	// +kubebuilder:validation:XValidation:rule="!self.contains('@') && !self.contains('?') && !self.contains('#')",message="url must not contain a user name, a password, a query or a fragment: remove them, and set secretRef to sign the requests"
	// +kubebuilder:validation:XValidation:rule="!isURL(self) || url(self).getPort() == '' || (url(self).getPort().size() <= 5 && int(url(self).getPort()) >= 1 && int(url(self).getPort()) <= 65535)",message="the port in url must be from 1 to 65535: correct it, or remove it to use the default port of the scheme"
	URL string `json:"url,omitempty"`

	// secretRef names the key that signs the body with HMAC-SHA256, in the header X-Codegen-Signature-256. Absent:
	// bodies are not signed.
	// +optional
	SecretRef *SecretKeyReference `json:"secretRef,omitempty"`

	// timeoutSeconds is how long one response may take, in seconds. Absent: 5.
	// +optional
	// +kubebuilder:default=5
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=60
	TimeoutSeconds int32 `json:"timeoutSeconds,omitempty"`
}
