// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

const (
	oneExpectation = "set exactly one of contains, equals and matches"
	nonceInPrompt  = "expect contains {{nonce}} but prompt does not, so no engine can return it: add {{nonce}} to prompt"
	isRE2          = "matches must be a regular expression in RE2 syntax: https://github.com/google/re2/wiki/Syntax"
)

// withoutNonce is a canary whose prompt holds no nonce.
func withoutNonce(expect string) string {
	return "{canaries: [{name: jay, prompt: hi, expect: " + expect + "}]}"
}

// expectationRefusals are of what an answer must say.
var expectationRefusals = []refusal{
	{
		name: "expect something",
		good: canary("expect: {contains: x}"), bad: canary("expect: {}"),
		field: "spec.canaries[0].expect", says: oneExpectation,
	},
	{
		name: "expect one thing",
		good: canary("expect: {equals: x}"), bad: canary("expect: {contains: a, equals: b}"),
		field: "spec.canaries[0].expect", says: oneExpectation,
	},
	{
		name: "expect one of three things",
		good: canary("expect: {matches: x}"), bad: canary("expect: {contains: a, equals: b, matches: c}"),
		field: "spec.canaries[0].expect", says: oneExpectation,
	},
	{
		name:  "expect some text",
		bad:   canary(`expect: {contains: ""}`),
		field: "spec.canaries[0].expect.contains", says: "should be at least 1 chars long",
	},

	{
		name: "nonce contained and prompted",
		good: canary("expect: {contains: '{{nonce}}'}"), bad: withoutNonce("{contains: 'x {{nonce}}'}"),
		field: "spec.canaries[0].prompt", says: nonceInPrompt,
	},
	{
		name: "nonce equalled and prompted",
		good: canary("expect: {equals: '{{nonce}}'}"), bad: withoutNonce("{equals: '{{nonce}}'}"),
		field: "spec.canaries[0].prompt", says: nonceInPrompt,
	},
	{
		name: "nonce matched and prompted",
		good: canary("expect: {matches: '^{{nonce}}$'}"), bad: withoutNonce("{matches: '^{{nonce}}$'}"),
		field: "spec.canaries[0].prompt", says: nonceInPrompt,
	},
	{
		name: "nonce neither expected nor prompted",
		good: withoutNonce("{contains: nonce}"), bad: withoutNonce("{contains: 'a{{nonce}}b'}"),
		field: "spec.canaries[0].prompt", says: nonceInPrompt,
	},

	{
		name: "regular expression closes its brackets",
		good: canary(`expect: {matches: '(?i)^print\("[a-z]+"\)$'}`), bad: canary("expect: {matches: '('}"),
		field: "spec.canaries[0].expect.matches", says: isRE2,
	},
	{
		name: "regular expression looks ahead",
		good: canary(`expect: {matches: 'print\("Jay-(?:{{nonce}})"\)'}`), bad: canary("expect: {matches: 'x(?=y)'}"),
		field: "spec.canaries[0].expect.matches", says: isRE2,
	},
	{name: "regular expression refers back", bad: canary(`expect: {matches: '(a)\1'}`), field: "spec.canaries[0].expect.matches", says: isRE2},
	{
		name: "regular expression repeats nothing",
		good: canary("expect: {matches: 'x*'}"), bad: canary("expect: {matches: '*x'}"),
		field: "spec.canaries[0].expect.matches", says: isRE2,
	},
}

const (
	vllmHasNot   = "a canary through vllm requests a model that is not in vllm.models: add the model to vllm.models, or correct the model of the canary"
	legacyHasNot = "a canary through legacy requests a model that is not in legacy.models: add the model to legacy.models, or correct the model of the canary"
)

// asking is a spec in which a canary asks both engines, or one, for a model; each engine declares one of its own.
func asking(model, through string) string {
	return "{vllm: {models: [{name: fast}]}, legacy: {models: [{name: slow}]}, canaries: [{name: a, prompt: hi, model: " + model + ", through: " + through + "}]}"
}

// canaryModelRefusals are of canaries that ask for a model which is not declared.
var canaryModelRefusals = []refusal{
	{name: "vllm has the model", good: asking("fast", "[vllm]"), bad: asking("slow", "[vllm]"), field: "spec.canaries", says: vllmHasNot},
	{
		name:  "legacy has the model",
		good:  asking("slow", "[legacy]"),
		bad:   asking("fast", "[legacy]"),
		field: "spec.canaries",
		says:  legacyHasNot,
	},
	{
		name: "both have the model",
		good: asking("null", "[vllm, legacy]"), bad: asking("fast", "[vllm, legacy]"),
		field: "spec.canaries", says: legacyHasNot,
	},
	{
		name: "vllm by default has the model",
		good: canary("model: anything"), bad: "{vllm: {models: [{name: a}]}, canaries: [{name: a, prompt: hi, model: b}]}",
		field: "spec.canaries", says: vllmHasNot,
	},
}
