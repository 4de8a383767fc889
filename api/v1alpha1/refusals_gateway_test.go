// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import "strings"

const (
	gatewayNamed    = "set route.gateway.name, because the default, metadata.name followed by -gateway, is not a valid name of a Service: at most 63 lower case letters, digits and '-', starting with a letter"
	gatewayOwnName  = "route.gateway.name must differ from route.service.name and from the names in serviceRef, because the operator creates a Service of that name for the gateway: choose another name"
	gatewayNoFront  = "route.gateway.name must not be route.httpRoute.name followed by -vllm or -legacy, because the operator creates Services of these names for the HTTPRoute: rename the gateway or the HTTPRoute"
	gatewayLocked   = "set apiKeysSecretRef to the Secret that holds the API keys of clients; or set authentication to None, which admits every client"
	gatewayService  = "name must be a valid name of a Service: lower case letters, digits and '-', starting with a letter and ending with a letter or digit"
	gatewayImageRef = "image must be an image reference, such as registry.example.com/codegen-gateway:1.0"
)

// gateway is a spec with a gateway that has a Secret with keys and these fields.
func gateway(fields string) string {
	return "{route: {gateway: {apiKeysSecretRef: {name: keys}, " + fields + "}}}"
}

// gatewayRefusals are of the gateway that the operator deploys.
var gatewayRefusals = []refusal{
	{
		name: "gateway of an object with a long name is named", wholeThing: true,
		good:  "{metadata: {name: " + strings.Repeat("a", 55) + "}, spec: " + gateway("") + "}",
		bad:   "{metadata: {name: " + strings.Repeat("a", 56) + "}, spec: " + gateway("") + "}",
		field: "spec.route.gateway", says: gatewayNamed,
	},
	{
		name: "gateway of an object with a dotted name is named", wholeThing: true,
		good:  "{metadata: {name: a.b}, spec: " + gateway("name: a-b") + "}",
		bad:   "{metadata: {name: a.b}, spec: " + gateway("") + "}",
		field: "spec.route.gateway", says: gatewayNamed,
	},
	{
		name:  "gateway is not the route's Service",
		good:  "{route: {service: {name: app}, gateway: {name: app2, authentication: None}}}",
		bad:   "{route: {service: {name: app}, gateway: {name: app, authentication: None}}}",
		field: "spec.route.gateway", says: gatewayOwnName,
	},
	{
		name: "gateway is not an engine, by default", wholeThing: true,
		good:  "{metadata: {name: a}, spec: {vllm: {url: null, serviceRef: {name: b-gateway, port: 1}}, route: {gateway: {authentication: None}}}}",
		bad:   "{metadata: {name: a}, spec: {legacy: {url: null, serviceRef: {name: a-gateway, port: 1}}, route: {gateway: {authentication: None}}}}",
		field: "spec.route.gateway", says: gatewayOwnName,
	},
	{
		name:  "gateway is not what an HTTPRoute reaches vllm by",
		good:  "{route: {httpRoute: {name: x, parentRefs: [{name: web}]}, gateway: {name: x, authentication: None}}}",
		bad:   "{route: {httpRoute: {name: x, parentRefs: [{name: web}]}, gateway: {name: x-vllm, authentication: None}}}",
		field: "spec.route.gateway", says: gatewayNoFront,
	},
	{
		name:  "gateway is not what an HTTPRoute reaches legacy by",
		good:  existing("existing: {name: x, ruleName: r}}, gateway: {name: x-legacy, authentication: None"),
		bad:   "{route: {httpRoute: {name: x, parentRefs: [{name: web}]}, gateway: {name: x-legacy, authentication: None}}}",
		field: "spec.route.gateway", says: gatewayNoFront,
	},
	{
		name: "gateway is not the route's Service, by default", wholeThing: true,
		good:  "{metadata: {name: a}, spec: {route: {service: {name: a}, gateway: {authentication: None}}}}",
		bad:   "{metadata: {name: a}, spec: {route: {service: {name: a-gateway}, gateway: {authentication: None}}}}",
		field: "spec.route.gateway", says: gatewayOwnName,
	},
	{
		name: "gateway has keys, or says that it has none",
		good: "{route: {gateway: {authentication: None}}}", bad: "{route: {gateway: {}}}",
		field: "spec.route.gateway", says: gatewayLocked,
	},
	{
		name:  "gateway that asks for keys has them",
		good:  gateway("authentication: APIKey"),
		bad:   "{route: {gateway: {authentication: APIKey}}}",
		field: "spec.route.gateway", says: gatewayLocked,
	},
	{
		name:  "gateway asks for a key or for nothing",
		bad:   gateway("authentication: Basic"),
		field: "spec.route.gateway.authentication", says: `supported values: "APIKey", "None"`,
	},
	{
		name: "gateway has the name of a Service",
		good: gateway("name: door"), bad: gateway("name: 1door"),
		field: "spec.route.gateway.name", says: gatewayService,
	},
	{
		name: "gateway runs an image",
		good: gateway("image: 'localhost:5000/codegen-gateway@sha256:0123'"), bad: gateway("image: 'codegen gateway'"),
		field: "spec.route.gateway.image", says: gatewayImageRef,
	},
	{
		name: "gateway has a replica",
		good: gateway("replicas: 1"), bad: gateway("replicas: 0"),
		field: "spec.route.gateway.replicas", says: "should be greater than or equal to 1",
	},
	{
		name: "gateway has a port that exists",
		bad:  gateway("port: 65536"), field: "spec.route.gateway.port", says: "should be less than or equal to 65535",
	},
	{
		name:  "gateway's Secret is named",
		bad:   "{route: {gateway: {apiKeysSecretRef: {}}}}",
		field: "spec.route.gateway.apiKeysSecretRef.name", says: "Required value",
	},
	{
		name:  "gateway's Secret has the name of a Secret",
		bad:   "{route: {gateway: {apiKeysSecretRef: {name: A_B}}}}",
		field: "spec.route.gateway.apiKeysSecretRef.name", says: ofSecret,
	},
	{
		name: "gateway's limits let something through",
		good: gateway("limits: {requestsPerMinute: 1}"), bad: gateway("limits: {requestsPerMinute: 0}"),
		field: "spec.route.gateway.limits.requestsPerMinute", says: "should be greater than or equal to 1",
	},
	{
		name: "gateway drains within an hour",
		good: gateway("drainSeconds: 3600"), bad: gateway("drainSeconds: 3601"),
		field: "spec.route.gateway.drainSeconds", says: "should be less than or equal to 3600",
	},
	{
		name:  "failback in steps has a gateway that can split",
		good:  "{failover: {failback: {steps: [50, 100]}}, route: {gateway: {authentication: None}}}",
		bad:   "{failover: {failback: {steps: [50, 100]}}, route: {service: {name: hapa}}}",
		field: "spec.failover", says: "failover.failback requires a route that can split traffic: set route.httpRoute or route.gateway, or remove failover.failback",
	},
	{
		name: "gateway holds text for a while",
		good: "{chunking: {holdMilliseconds: 1}}", bad: "{chunking: {holdMilliseconds: 0}}",
		field: "spec.chunking.holdMilliseconds", says: "should be greater than or equal to 1",
	},
	{
		name: "engines may be silent for a second",
		good: "{chunking: {silenceMilliseconds: 1000}}", bad: "{chunking: {silenceMilliseconds: 999}}",
		field: "spec.chunking.silenceMilliseconds", says: "should be greater than or equal to 1000",
	},
	{
		name: "engines may be silent for ten minutes",
		good: "{chunking: {silenceMilliseconds: 600000}}", bad: "{chunking: {silenceMilliseconds: 600001}}",
		field: "spec.chunking.silenceMilliseconds", says: "should be less than or equal to 600000",
	},
	{
		name: "engines may be silent over a tool call for a second",
		good: "{chunking: {toolSilenceMilliseconds: 1000}}", bad: "{chunking: {toolSilenceMilliseconds: 999}}",
		field: "spec.chunking.toolSilenceMilliseconds", says: "should be greater than or equal to 1000",
	},
	{
		name: "engines may be silent over a tool call for ten minutes",
		good: "{chunking: {toolSilenceMilliseconds: 600000}}", bad: "{chunking: {toolSilenceMilliseconds: 600001}}",
		field: "spec.chunking.toolSilenceMilliseconds", says: "should be less than or equal to 600000",
	},
}
