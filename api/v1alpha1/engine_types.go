// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// EngineName names one of the two engines of a backend.
//
// +kubebuilder:validation:Enum=vllm;legacy
type EngineName string

const (
	// EngineVLLM is the preferred engine.
	EngineVLLM EngineName = "vllm"
	// EngineLegacy is the engine to fall back to.
	EngineLegacy EngineName = "legacy"
)

// Protocol is the wire format that an engine speaks.
//
// +kubebuilder:validation:Enum=OpenAI;MultiLoRA;CodeGen
type Protocol string

const (
	// ProtocolOpenAI is vLLM's own API server, and anything compatible.
	ProtocolOpenAI Protocol = "OpenAI"
	// ProtocolMultiLoRA is the multi-LoRA vLLM server.
	ProtocolMultiLoRA Protocol = "MultiLoRA"
	// ProtocolCodeGen is the code generation backend.
	ProtocolCodeGen Protocol = "CodeGen"
)

// EngineSpec says where an engine is, which protocol it speaks, and what it must serve.
//
// +kubebuilder:validation:XValidation:rule="has(self.url) != has(self.serviceRef)",message="set exactly one of url and serviceRef: serviceRef for a Service in this namespace, url for anything else"
type EngineSpec struct {
	// protocol is the wire format that the engine speaks: OpenAI (vLLM's API server and anything compatible), MultiLoRA
	// (the multi-LoRA vLLM server) or CodeGen (the code generation backend).
	// +required
	Protocol Protocol `json:"protocol,omitempty"`

	// url is the base URL of the engine, such as http://vllm-app:8002. A path is kept as a prefix. The operator
	// refuses link-local, loopback and cloud metadata addresses, unless its flag --allow-addresses allows them.
	// Absent: serviceRef says where the engine is.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	// +kubebuilder:validation:XValidation:rule="isURL(self) && url(self).getScheme() in ['http', 'https'] && url(self).getHostname() != ''",message="url must be an http or https URL with a host, such as http://vllm-app:8002"
	// +kubebuilder:validation:XValidation:rule="!self.contains('@')",message="url must not contain a user name or a password: store the key in a Secret and name it in credentials.secretRef"
	// +kubebuilder:validation:XValidation:rule="!self.contains('?') && !self.contains('#')",message="url must not contain a query or a fragment: set only the base URL"
	// +kubebuilder:validation:XValidation:rule="!isURL(self) || url(self).getPort() == '' || (url(self).getPort().size() <= 5 && int(url(self).getPort()) >= 1 && int(url(self).getPort()) <= 65535)",message="the port in url must be from 1 to 65535: correct it, or remove it to use the default port of the scheme"
	URL string `json:"url,omitempty"`

	// serviceRef names a Service in the namespace of this object. Absent: url says where the engine is.
	// +optional
	ServiceRef *ServiceReference `json:"serviceRef,omitempty"`

	// models are the models that the engine must list. If one is missing, the engine is unhealthy with reason
	// ModelsMissing. Absent: any list of models is accepted.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=64
	Models []ModelSpec `json:"models,omitempty"`

	// credentials is the key that the engine requires. Absent: requests carry no key.
	// +optional
	Credentials *CredentialsSpec `json:"credentials,omitempty"`

	// probe replaces spec.probe for this engine, as a whole, for an engine that is slower or has a rate limit. Fields
	// that it leaves out take their defaults, not the values of spec.probe. Absent: spec.probe.
	// +optional
	Probe *ProbeSpec `json:"probe,omitempty"`

	// limits bound the load that canaries and pulses may put on this engine. Absent: 50,000 tokens an hour, and a
	// queue of 8.
	// +optional
	// +kubebuilder:default={}
	Limits LimitsSpec `json:"limits,omitempty,omitzero"`
}

// LimitsSpec bounds the load that the operator itself puts on an engine, so that checks never displace the requests
// of users.
type LimitsSpec struct {
	// canaryTokensPerHour is how many tokens canaries may generate on the engine in an hour. A run that would exceed
	// it is postponed. Absent: 50000.
	// +optional
	// +kubebuilder:default=50000
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100000000
	CanaryTokensPerHour int32 `json:"canaryTokensPerHour,omitempty"`

	// requestsPerMinute is the engine's own limit on streams, for the key that the operator uses. Pulses and canaries
	// use at most half of it, except while a failure is being confirmed. Absent: 20 for protocol CodeGen, which has
	// such a limit; no limit for other protocols.
	// +optional
	// +kubebuilder:validation:Minimum=2
	// +kubebuilder:validation:Maximum=1000000
	RequestsPerMinute *int32 `json:"requestsPerMinute,omitempty"`

	// requestsWaiting is the length of the engine's queue above which canaries are postponed, if the engine reports
	// it. Absent: 8.
	// +optional
	// +kubebuilder:default=8
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100000
	RequestsWaiting *int32 `json:"requestsWaiting,omitempty"`
}

// ServiceReference names a port of a Service in the same namespace.
type ServiceReference struct {
	// name of the Service.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="!format.dns1035Label().validate(self).hasValue()",message="name must be the name of a Service: lower case letters, digits and '-', starting with a letter and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// port of the Service, as clients in the cluster reach it.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=65535
	Port int32 `json:"port,omitempty"`

	// scheme is HTTP or HTTPS. Absent: HTTP.
	// +optional
	// +kubebuilder:default=HTTP
	Scheme ServiceScheme `json:"scheme,omitempty"`
}

// ServiceScheme is the scheme of the requests to a Service.
//
// +kubebuilder:validation:Enum=HTTP;HTTPS
type ServiceScheme string

const (
	// SchemeHTTP is plain HTTP.
	SchemeHTTP ServiceScheme = "HTTP"
	// SchemeHTTPS is HTTP over TLS.
	SchemeHTTPS ServiceScheme = "HTTPS"
)

// ModelSpec names a model that must be served.
type ModelSpec struct {
	// name of the model, as the engine lists it and as requests use it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`
}

// CredentialsSpec says which key is sent, and in which header.
type CredentialsSpec struct {
	// header that carries the key. Absent: Authorization.
	// +optional
	// +kubebuilder:default=Authorization
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z0-9-]+$') && !(self.lowerAscii() in ['host', 'connection', 'content-length', 'content-type', 'transfer-encoding', 'accept', 'accept-encoding', 'user-agent', 'upgrade', 'te', 'trailer'])",message="header must be the name of a header that can carry a key, such as Authorization or X-API-Key"
	Header string `json:"header,omitempty"`

	// scheme is the word before the key, such as Bearer. Absent: Bearer in the Authorization header, and none in any
	// other header.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=32
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z0-9-]+$')",message="scheme must be one word of letters, digits and '-', such as Bearer: store the key itself in the Secret"
	Scheme string `json:"scheme,omitempty"`

	// secretRef names the Secret, in the namespace of this object, that holds the key. The Secret is read by name,
	// and never watched or copied. A changed key takes effect within about a minute, or within seconds if the engine
	// refuses the old one.
	// +required
	SecretRef SecretKeyReference `json:"secretRef,omitzero"`
}

// SecretKeyReference names one key of a Secret in the same namespace.
type SecretKeyReference struct {
	// name of the Secret.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",message="name must be the name of a Secret: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// key within the Secret's data.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:XValidation:rule="self.matches('^[-._a-zA-Z0-9]+$')",message="key must be a key in the data of the Secret: letters, digits, '-', '_' and '.'"
	Key string `json:"key,omitempty"`
}
