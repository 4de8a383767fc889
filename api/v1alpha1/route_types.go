// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// RouteSpec declares what routes traffic to the active engine: any combination of these kinds of routes.
//
// +kubebuilder:validation:MinProperties=1
// +kubebuilder:validation:XValidation:rule="!has(self.httpRoute) || !has(self.httpRoute.name) || !has(self.service) || !(self.service.name in [self.httpRoute.name + '-vllm', self.httpRoute.name + '-legacy'])",message="service.name must not be httpRoute.name followed by -vllm or -legacy, because the operator creates Services of these names for the HTTPRoute: rename the Service or the HTTPRoute",fieldPath=".service"
type RouteSpec struct {
	// service is a Service that the operator creates and owns, and whose endpoints are those of the active engine.
	// Absent: none is created.
	// +optional
	Service *ServiceRoute `json:"service,omitempty"`

	// configMap is a ConfigMap that the operator creates and owns, and that names the active engine. Absent: none is
	// created.
	// +optional
	ConfigMap *ConfigMapRoute `json:"configMap,omitempty"`

	// httpRoute is an HTTPRoute of the Gateway API whose weights send requests to the active engine. Absent: none is
	// created or changed.
	// +optional
	HTTPRoute *HTTPRouteRoute `json:"httpRoute,omitempty"`

	// gateway is a codegen-gateway that the operator deploys: a proxy that follows status.active, shapes every answer
	// to spec.chunking, and continues on the other engine if one fails. Absent: none is deployed.
	// +optional
	Gateway *GatewayRoute `json:"gateway,omitempty"`

	// webhook is an HTTP endpoint of yours that moves the traffic itself, and is notified of the active engine. Absent:
	// none is called.
	// +optional
	Webhook *WebhookRoute `json:"webhook,omitempty"`

	// clientURL is where clients reach the route, for canaries that go through it. Absent: the cluster name of the
	// Service (route.service).
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	// +kubebuilder:validation:XValidation:rule="isURL(self) && url(self).getScheme() in ['http', 'https'] && url(self).getHostname() != ''",message="clientURL must be an http or https URL with a host, such as https://code.example.com"
	// +kubebuilder:validation:XValidation:rule="!self.contains('@') && !self.contains('?') && !self.contains('#')",message="clientURL must not contain a user name, a password, a query or a fragment: set only the base URL"
	// +kubebuilder:validation:XValidation:rule="!isURL(self) || url(self).getPort() == '' || (url(self).getPort().size() <= 5 && int(url(self).getPort()) >= 1 && int(url(self).getPort()) <= 65535)",message="the port in clientURL must be from 1 to 65535: correct it, or remove it to use the default port of the scheme"
	ClientURL string `json:"clientURL,omitempty"`
}

// ServiceRoute is a Service without a selector, with EndpointSlices that hold the addresses of the active engine.
type ServiceRoute struct {
	// name of the Service. It must not exist, unless it was created for this object or carries the annotation
	// serving.codegen.dev/adopt with the name of this object.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="!format.dns1035Label().validate(self).hasValue()",message="name must be a valid name of a Service: lower case letters, digits and '-', starting with a letter and ending with a letter or digit"
	Name string `json:"name,omitempty"`

	// port that clients connect to. Absent: 80.
	// +optional
	// +kubebuilder:default=80
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=65535
	Port int32 `json:"port,omitempty"`
}
