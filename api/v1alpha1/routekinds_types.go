// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// ConfigMapRoute is a ConfigMap with the keys ACTIVE_BACKEND (vllm or legacy), ACTIVE_URL, VLLM_SERVER_URL, LEGACY_SERVER_URL and
// ACTIVE_MODELS (the declared models of the active engine, with commas between them).
type ConfigMapRoute struct {
	// name of the ConfigMap. It must not exist already, unless this object made it or the ConfigMap is handed over by the
	// annotation serving.codegen.dev/adopt.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="name must be a name for a ConfigMap: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// restart rolls what reads the ConfigMap only when it starts. Absent: nothing is restarted.
	// +optional
	Restart *RestartSpec `json:"restart,omitempty"`
}

// RestartSpec rolls a Deployment whenever the ConfigMap changes, as kubectl rollout restart does.
type RestartSpec struct {
	// deployment that is rolled, by its name.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="deployment must be the name of a Deployment: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	Deployment string `json:"deployment,omitempty"`
}

// HTTPRouteRoute is an HTTPRoute (gateway.networking.k8s.io/v1) with the weights 100 for the active engine and 0 for the other: one
// that the operator makes and owns (name and parentRefs), or one of yours (existing).
//
// +kubebuilder:validation:XValidation:rule="has(self.name) != has(self.existing)",message="give either name, for an HTTPRoute that the operator makes, or existing, for one of yours, and not both"
// +kubebuilder:validation:XValidation:rule="has(self.parentRefs) || !has(self.name)",message="parentRefs must name at least one Gateway where the operator makes the HTTPRoute"
// +kubebuilder:validation:XValidation:rule="!has(self.existing) || (!has(self.parentRefs) && !has(self.hostnames))",message="parentRefs and hostnames belong to an HTTPRoute that the operator makes: take them out, your existing one has its own"
type HTTPRouteRoute struct {
	// name of the HTTPRoute that the operator makes. It must not exist already, unless this object made it or the HTTPRoute is
	// handed over by the annotation serving.codegen.dev/adopt. Absent: existing names one.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=54
	// +kubebuilder:validation:XValidation:rule="!format.dns1035Label().validate(self).hasValue()",message="name must be lower case letters, digits and '-', starting with a letter: the Services of the engines are named after it"
	Name string `json:"name,omitempty"`

	// parentRefs are the Gateways that the HTTPRoute is attached to. Absent: existing names an HTTPRoute that has its own.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	ParentRefs []ParentReference `json:"parentRefs,omitempty"`

	// hostnames that the HTTPRoute answers for. Absent: those of the Gateways' listeners.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=253
	// +kubebuilder:validation:items:Pattern=`^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`
	Hostnames []string `json:"hostnames,omitempty"`

	// existing is an HTTPRoute of yours, of which one rule's two weights are set and nothing else. Absent: the operator makes one.
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

	// namespace of the Gateway. Absent: that of this object.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`

	// sectionName is one listener of the Gateway. Absent: all of them.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	SectionName string `json:"sectionName,omitempty"`
}

// ExistingHTTPRoute is one rule of an HTTPRoute that somebody else owns. The rule has exactly two backendRefs: the Services of
// vllm.serviceRef and of legacy.serviceRef.
type ExistingHTTPRoute struct {
	// name of the HTTPRoute.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`

	// ruleName is the name of the rule, as in its field name.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	RuleName string `json:"ruleName,omitempty"`
}

// WebhookRoute is an HTTP endpoint that moves the traffic itself. It gets a POST with a JSON body for each change of the active engine,
// again and again until it answers with 2xx.
type WebhookRoute struct {
	// url that is posted to.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	// +kubebuilder:validation:XValidation:rule="isURL(self) && url(self).getScheme() in ['http', 'https'] && url(self).getHostname() != ''",message="url must be an http or https URL with a host, such as https://switch.example.com/active"
	// +kubebuilder:validation:XValidation:rule="!self.contains('@') && !self.contains('?') && !self.contains('#')",message="url must not hold a user, a password, a query or a fragment: the signature is what proves who calls"
	// +kubebuilder:validation:XValidation:rule="!isURL(self) || url(self).getPort() == '' || (url(self).getPort().size() <= 5 && int(url(self).getPort()) >= 1 && int(url(self).getPort()) <= 65535)",message="the port in url must be from 1 to 65535, or absent for that of the scheme"
	URL string `json:"url,omitempty"`

	// secretRef is the key that the body is signed with, by HMAC-SHA256, in the header X-Codegen-Signature-256. Absent: bodies are not signed.
	// +optional
	SecretRef *SecretKeyReference `json:"secretRef,omitempty"`

	// timeoutSeconds is how long one answer may take, in seconds. Absent: 5.
	// +optional
	// +kubebuilder:default=5
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=60
	TimeoutSeconds int32 `json:"timeoutSeconds,omitempty"`
}
