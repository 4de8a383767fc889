// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import "strings"

// pin is a spec whose traffic is pinned with these fields.
func pin(fields string) string { return "{failover: {pin: {" + fields + "}}}" }

// failoverRefusals are of when traffic may move.
var failoverRefusals = []refusal{
	{
		name: "cooldown grows",
		good: "{failover: {cooldownSeconds: 60, maxCooldownSeconds: 60}}", bad: "{failover: {cooldownSeconds: 61, maxCooldownSeconds: 60}}",
		field: "spec.failover", says: "cooldownSeconds must not be greater than maxCooldownSeconds: lower cooldownSeconds or raise maxCooldownSeconds",
	},
	{
		name: "cooldown is not negative",
		good: "{failover: {cooldownSeconds: 0}}", bad: "{failover: {cooldownSeconds: -1}}",
		field: "spec.failover.cooldownSeconds", says: "should be greater than or equal to 0",
	},
	{
		name: "cooldown ends within a day",
		good: "{failover: {maxCooldownSeconds: 86400}}", bad: "{failover: {maxCooldownSeconds: 86401}}",
		field: "spec.failover.maxCooldownSeconds", says: "should be less than or equal to 86400",
	},

	{
		name:  "pin has a reason",
		good:  pin(`engine: legacy, until: "2026-12-01T00:00:00Z", reason: upgrade`),
		bad:   pin(`engine: legacy, until: "2026-12-01T00:00:00Z"`),
		field: "spec.failover.pin.reason", says: "Required value",
	},
	{
		name:  "pin has a reason of some length",
		bad:   pin(`engine: legacy, until: "2026-12-01T00:00:00Z", reason: ""`),
		field: "spec.failover.pin.reason", says: "should be at least 1 chars long",
	},
	{
		name:  "pin has a reason that fits",
		good:  pin(`engine: vllm, until: "2026-12-01T00:00:00Z", reason: ` + strings.Repeat("x", 256)),
		bad:   pin(`engine: vllm, until: "2026-12-01T00:00:00Z", reason: ` + strings.Repeat("x", 257)),
		field: "spec.failover.pin.reason", says: "may not be more than 256 bytes",
	},
	{name: "pin ends", bad: pin("engine: legacy, reason: upgrade"), field: "spec.failover.pin.until", says: "Required value"},
	{
		name:  "pin ends at a time",
		bad:   pin(`engine: legacy, until: tomorrow, reason: upgrade`),
		field: "spec.failover.pin.until", says: `must be of type date-time: "tomorrow"`,
	},
	{
		name:  "pin holds an engine",
		bad:   pin(`engine: gpu, until: "2026-12-01T00:00:00Z", reason: upgrade`),
		field: "spec.failover.pin.engine", says: `supported values: "vllm", "legacy"`,
	},
	{
		name:  "pin names an engine",
		bad:   pin(`until: "2026-12-01T00:00:00Z", reason: upgrade`),
		field: "spec.failover.pin.engine", says: "Required value",
	},
}

const (
	notVLLMs   = "route.service.name must differ from vllm.serviceRef.name, because the operator creates a Service of that name for the route: choose another name"
	notLegacys = "route.service.name must differ from legacy.serviceRef.name, because the operator creates a Service of that name for the route: choose another name"
)

// routed is a spec that goes from a Service of this name to an engine behind the Service app.
func routed(engine, name string) string {
	return "{" + engine + ": {url: null, serviceRef: {name: app, port: 1}}, route: {service: {name: " + name + "}}}"
}

// routeRefusals are of what carries the traffic.
var routeRefusals = []refusal{
	{
		name: "route carries something",
		good: "{route: {service: {name: hapa}}}", bad: "{route: {}}",
		field: "spec.route", says: "should have at least 1 properties",
	},
	{name: "route is not vllm itself", good: routed("vllm", "hapa"), bad: routed("vllm", "app"), field: "spec.route", says: notVLLMs},
	{name: "route is not legacy itself", good: routed("legacy", "hapa"), bad: routed("legacy", "app"), field: "spec.route", says: notLegacys},
	{name: "route's Service has a name", bad: "{route: {service: {port: 80}}}", field: "spec.route.service.name", says: "Required value"},
	{
		name:  "route's Service has the name of a Service",
		bad:   "{route: {service: {name: Hapa}}}",
		field: "spec.route.service.name", says: "name must be a valid name of a Service: lower case letters, digits and '-', starting with a letter and ending with a letter or digit",
	},
	{
		name: "route's Service has a port that exists",
		good: "{route: {service: {name: hapa, port: 65535}}}", bad: "{route: {service: {name: hapa, port: 65536}}}",
		field: "spec.route.service.port", says: "should be less than or equal to 65535",
	},
	{
		name:  "clients reach the route at a URL",
		good:  "{route: {clientURL: 'https://code.example.com/v2'}}",
		bad:   "{route: {clientURL: 'ftp://code.example.com'}}",
		field: "spec.route.clientURL", says: "clientURL must be an http or https URL with a host, such as https://code.example.com",
	},
	{
		name:  "clients reach the route at a port that exists",
		good:  "{route: {clientURL: 'https://code.example.com:65535'}}",
		bad:   "{route: {clientURL: 'https://code.example.com:99999'}}",
		field: "spec.route.clientURL", says: "the port in clientURL must be from 1 to 65535: correct it, or remove it to use the default port of the scheme",
	},
	{
		name:  "clients reach the route at a base URL",
		bad:   "{route: {clientURL: 'https://code.example.com?key=1'}}",
		field: "spec.route.clientURL", says: "clientURL must not contain a user name, a password, a query or a fragment: set only the base URL",
	},
	{
		name:  "route's Service has a port above 0",
		bad:   "{route: {service: {name: hapa, port: 0}}}",
		field: "spec.route.service.port", says: "should be greater than or equal to 1",
	},
}
