// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import "strings"

const (
	canaryName  = "name must consist of lower case letters, digits and '-', starting and ending with a letter or digit"
	temperature = `temperature must be a decimal from 0 to 2, such as "0.2"`
)

// canary is a spec with one canary that has these fields beside its name and prompt.
func canary(fields string) string {
	return "{canaries: [{name: jay, prompt: 'say {{nonce}}', " + fields + "}]}"
}

// canaryRefusals are of when and how a canary runs.
var canaryRefusals = []refusal{
	{name: "canary has a name", bad: "{canaries: [{prompt: hi}]}", field: "spec.canaries[0].name", says: "Required value"},
	{
		name: "canary has a plain name",
		good: "{canaries: [{name: print-jay, prompt: hi}]}", bad: "{canaries: [{name: Print_Jay, prompt: hi}]}",
		field: "spec.canaries[0].name", says: canaryName,
	},
	{
		name:  "canary has a name of its own",
		bad:   "{canaries: [{name: a, prompt: hi}, {name: a, prompt: hi}]}",
		field: "spec.canaries[1]", says: `Duplicate value: {"name":"a"}`,
	},
	{name: "canary has a prompt", bad: "{canaries: [{name: a}]}", field: "spec.canaries[0].prompt", says: "Required value"},
	{
		name:  "canary has a prompt that engines take",
		good:  "{canaries: [{name: a, prompt: " + strings.Repeat("x", 4000) + "}]}",
		bad:   "{canaries: [{name: a, prompt: " + strings.Repeat("x", 4001) + "}]}",
		field: "spec.canaries[0].prompt", says: "may not be more than 4000 bytes",
	},
	{
		name: "canary goes through an engine",
		good: canary("through: [vllm, legacy]"), bad: canary("through: [proxy]"),
		field: "spec.canaries[0].through[0]", says: `supported values: "vllm", "legacy", "route"`,
	},
	{
		name: "canary goes through a route that there is",
		good: "{route: {service: {name: hapa}}, canaries: [{name: jay, prompt: hi, through: [vllm, route]}]}",
		bad:  canary("through: [route]"), field: "spec.canaries",
		says: "a canary goes through route, but spec.route is not set: set spec.route, or remove route from the canary's through",
	},
	{
		name:  "canary goes through something",
		bad:   canary("through: []"),
		field: "spec.canaries[0].through",
		says:  "should have at least 1 items",
	},
	{
		name:  "canary goes through each once",
		bad:   canary("through: [vllm, vllm]"),
		field: "spec.canaries[0].through[1]", says: `Duplicate value: "vllm"`,
	},
	{
		name: "canary flips or reports",
		good: canary("onFailure: Flip"), bad: canary("onFailure: Restart"),
		field: "spec.canaries[0].onFailure", says: `supported values: "Flip", "Report"`,
	},
	{
		name: "canary ends before the next",
		good: canary("periodSeconds: 20, timeoutSeconds: 20"), bad: canary("periodSeconds: 20, timeoutSeconds: 21"),
		field: "spec.canaries[0]", says: timeoutInPeriod,
	},
	{
		name: "canary leaves the engine time",
		good: canary("periodSeconds: 10, timeoutSeconds: 5"), bad: canary("periodSeconds: 9, timeoutSeconds: 5"),
		field: "spec.canaries[0].periodSeconds", says: "should be greater than or equal to 10",
	},
	{
		name:  "canary has a threshold of failures",
		bad:   canary("failureThreshold: 0"),
		field: "spec.canaries[0].failureThreshold", says: "should be greater than or equal to 1",
	},
	{
		name:  "canary has a threshold of successes",
		bad:   canary("successThreshold: 101"),
		field: "spec.canaries[0].successThreshold", says: "should be less than or equal to 100",
	},
	{
		name: "canary asks for a token",
		good: canary("maxTokens: 1"), bad: canary("maxTokens: 0"),
		field: "spec.canaries[0].maxTokens", says: "should be greater than or equal to 1",
	},
	{
		name: "canary asks for what engines give",
		good: canary("maxTokens: 4096"), bad: canary("maxTokens: 4097"),
		field: "spec.canaries[0].maxTokens", says: "should be less than or equal to 4096",
	},
	{
		name: "canary has targets like spec.chunking",
		good: canary("targets: {}"), bad: canary("targets: {chunks: {min: 2, max: 1}}"),
		field: "spec.canaries[0].targets.chunks", says: minToMax,
	},
	{
		name: "temperature is a number",
		good: canary(`temperature: "0.25"`), bad: canary(`temperature: "warm"`),
		field: "spec.canaries[0].temperature", says: temperature,
	},
	{
		name: "temperature is at most 2",
		good: canary(`temperature: "2.0"`), bad: canary(`temperature: "2.1"`),
		field: "spec.canaries[0].temperature", says: temperature,
	},
	{
		name: "temperature is not negative",
		good: canary(`temperature: "0"`), bad: canary(`temperature: "-1"`),
		field: "spec.canaries[0].temperature", says: temperature,
	},
	{
		name:  "temperature is text, because floats differ between machines",
		bad:   canary(`temperature: 0.2`),
		field: "spec.canaries[0].temperature", says: `must be of type string: "number"`,
	},
	{
		name: "canaries are at most sixteen",
		good: "{canaries: [" + manyCanaries(16) + "]}", bad: "{canaries: [" + manyCanaries(17) + "]}",
		field: "spec.canaries", says: "must have at most 16 items",
	},
}

func manyCanaries(n int) string {
	var all []string
	for i := range n {
		all = append(all, "{prompt: hi, name: canary-"+string(rune('a'+i))+"}")
	}
	return strings.Join(all, ", ")
}
