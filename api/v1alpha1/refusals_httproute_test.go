// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import "strings"

const (
	eitherRoute  = "set exactly one of name and existing: name for an HTTPRoute that the operator creates, existing for one of yours"
	parented     = "parentRefs must list at least one Gateway if name is set: add the Gateways that the HTTPRoute is attached to"
	notYours     = "parentRefs and hostnames are only for an HTTPRoute that the operator creates: remove them, because an existing HTTPRoute has its own"
	httpNamed    = "name must consist of lower case letters, digits and '-', starting with a letter and ending with a letter or digit, because Services are named after it"
	toldApart    = "route.httpRoute.existing requires serviceRef in both engines, because the operator finds the two backendRefs by these Services: set vllm.serviceRef and legacy.serviceRef"
	notAFront    = "service.name must not be httpRoute.name followed by -vllm or -legacy, because the operator creates Services of these names for the HTTPRoute: rename the Service or the HTTPRoute"
	splitting    = "failover.failback requires a route that can split traffic: set route.httpRoute or route.gateway, or remove failover.failback"
	endsWithAll  = "steps must end with 100: add 100 as the last step"
	risingShares = "steps must be in ascending order without duplicates: list each share once, the smallest first"
)

// httpRoute is a spec with an HTTPRoute that the operator makes, and these fields.
func httpRoute(fields string) string {
	return "{route: {httpRoute: {name: hapa, parentRefs: [{name: web}]" + fields + "}}}"
}

// existing is a spec whose engines are behind Services, and that uses a rule of an HTTPRoute with these fields.
func existing(fields string) string {
	return "{vllm: {url: null, serviceRef: {name: a, port: 1}}, legacy: {url: null, serviceRef: {name: b, port: 1}}, route: {httpRoute: {" + fields + "}}}"
}

// steps is a spec whose traffic comes back like this.
func steps(fields string) string {
	return "{route: {httpRoute: {name: hapa, parentRefs: [{name: web}]}}, failover: {failback: {" + fields + "}}}"
}

// httpRouteRefusals are of HTTPRoutes.
var httpRouteRefusals = []refusal{
	{
		name: "httpRoute is made or is there",
		good: httpRoute(""), bad: "{route: {httpRoute: {}}}",
		field: "spec.route.httpRoute", says: eitherRoute,
	},
	{
		name:  "httpRoute that is made has a Gateway",
		bad:   "{route: {httpRoute: {name: hapa}}}",
		field: "spec.route.httpRoute", says: parented,
	},
	{
		name:  "httpRoute that is made has one Gateway at least",
		bad:   "{route: {httpRoute: {name: hapa, parentRefs: []}}}",
		field: "spec.route.httpRoute.parentRefs", says: "should have at least 1 items",
	},
	{
		name:  "httpRoute's Gateway has a name",
		good:  "{route: {httpRoute: {name: hapa, parentRefs: [{name: web, namespace: infra, sectionName: https}]}}}",
		bad:   "{route: {httpRoute: {name: hapa, parentRefs: [{namespace: infra}]}}}",
		field: "spec.route.httpRoute.parentRefs[0].name", says: "Required value",
	},
	{
		name:  "httpRoute that is there has its own host names",
		good:  existing("existing: {name: shop, ruleName: generate}"),
		bad:   existing("existing: {name: shop, ruleName: generate}, hostnames: [code.example.com]"),
		field: "spec.route.httpRoute", says: notYours,
	},
	{
		name:  "httpRoute has a name that Services can be named after",
		good:  "{route: {httpRoute: {name: " + strings.Repeat("a", 54) + ", parentRefs: [{name: web}]}}}",
		bad:   "{route: {httpRoute: {name: a.b, parentRefs: [{name: web}]}}}",
		field: "spec.route.httpRoute.name", says: httpNamed,
	},
	{
		name: "httpRoute has host names",
		good: httpRoute(", hostnames: ['*.example.com', code.example.com]"), bad: httpRoute(", hostnames: ['https://code.example.com']"),
		field: "spec.route.httpRoute.hostnames[0]", says: `should match '^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'`,
	},
	{
		name:  "httpRoute that is there is named",
		bad:   existing("existing: {ruleName: generate}"),
		field: "spec.route.httpRoute.existing.name", says: "Required value",
	},
	{
		name:  "httpRoute that is there has a rule",
		bad:   existing("existing: {name: shop}"),
		field: "spec.route.httpRoute.existing.ruleName", says: "Required value",
	},
	{
		name:  "httpRoute that is there has backendRefs that can be told apart",
		bad:   "{vllm: {url: null, serviceRef: {name: a, port: 1}}, route: {httpRoute: {existing: {name: shop, ruleName: generate}}}}",
		field: "spec.route", says: toldApart,
	},
	{
		name:  "route's Service is not one that an HTTPRoute needs",
		good:  "{route: {service: {name: hapa}, httpRoute: {name: hapa, parentRefs: [{name: web}]}}}",
		bad:   "{route: {service: {name: hapa-legacy}, httpRoute: {name: hapa, parentRefs: [{name: web}]}}}",
		field: "spec.route.service", says: notAFront,
	},
}

// failbackRefusals are of how traffic comes back.
var failbackRefusals = []refusal{
	{
		name:  "failback has a route that splits",
		good:  steps("steps: [10, 50, 100]"),
		bad:   "{route: {service: {name: hapa}}, failover: {failback: {steps: [100]}}}",
		field: "spec.failover", says: splitting,
	},
	{name: "failback has steps", bad: steps("stepSeconds: 1"), field: "spec.failover.failback.steps", says: "Required value"},
	{
		name:  "failback has one step at least",
		bad:   steps("steps: []"),
		field: "spec.failover.failback.steps",
		says:  "should have at least 1 items",
	},
	{
		name:  "failback ends",
		good:  steps("steps: [100]"),
		bad:   steps("steps: [10, 50]"),
		field: "spec.failover.failback.steps",
		says:  endsWithAll,
	},
	{name: "failback rises", bad: steps("steps: [50, 10, 100]"), field: "spec.failover.failback.steps", says: risingShares},
	{name: "failback rises with each step", bad: steps("steps: [50, 50, 100]"), field: "spec.failover.failback.steps", says: risingShares},
	{
		name: "failback begins with something",
		bad:  steps("steps: [0, 100]"), field: "spec.failover.failback.steps[0]", says: "should be greater than or equal to 1",
	},
	{
		name: "failback holds a step",
		good: steps("steps: [10, 100], stepSeconds: 1"), bad: steps("steps: [10, 100], stepSeconds: 0"),
		field: "spec.failover.failback.stepSeconds", says: "should be greater than or equal to 1",
	},
}
