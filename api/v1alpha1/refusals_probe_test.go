// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

const timeoutInPeriod = "timeoutSeconds must not be greater than periodSeconds: lower timeoutSeconds or raise periodSeconds"

// probeRefusals are of how often, how long and how many.
var probeRefusals = []refusal{
	{
		name: "a probe ends before the next",
		good: "{probe: {periodSeconds: 3, timeoutSeconds: 3}}", bad: "{probe: {periodSeconds: 3, timeoutSeconds: 4}}",
		field: "spec.probe", says: timeoutInPeriod,
	},
	{
		name: "a pulse ends before the next",
		good: "{probe: {pulse: {periodSeconds: 3, timeoutSeconds: 3}}}", bad: "{probe: {pulse: {periodSeconds: 3, timeoutSeconds: 4}}}",
		field: "spec.probe.pulse", says: timeoutInPeriod,
	},
	{
		name: "a pulse ends before the next by default",
		good: "{probe: {pulse: {periodSeconds: 2}}}", bad: "{probe: {pulse: {periodSeconds: 1}}}",
		field: "spec.probe.pulse", says: timeoutInPeriod,
	},
	{
		name: "the same for an engine's own probe",
		good: "{legacy: {probe: {periodSeconds: 3, timeoutSeconds: 3}}}", bad: "{legacy: {probe: {periodSeconds: 3, timeoutSeconds: 4}}}",
		field: "spec.legacy.probe", says: timeoutInPeriod,
	},
	{
		name: "the same for an engine's own pulse",
		good: "{legacy: {probe: {pulse: {timeoutSeconds: 5}}}}", bad: "{legacy: {probe: {pulse: {timeoutSeconds: 6}}}}",
		field: "spec.legacy.probe.pulse", says: timeoutInPeriod,
	},
	{
		name: "probes come once an hour at least",
		good: "{probe: {periodSeconds: 3600}}", bad: "{probe: {periodSeconds: 3601}}",
		field: "spec.probe.periodSeconds", says: "should be less than or equal to 3600",
	},
	{
		name:  "probes have a timeout",
		bad:   "{probe: {timeoutSeconds: 0}}",
		field: "spec.probe.timeoutSeconds", says: "should be greater than or equal to 1",
	},
	{
		name: "probes end in a minute",
		good: "{probe: {periodSeconds: 60, timeoutSeconds: 60}}", bad: "{probe: {periodSeconds: 61, timeoutSeconds: 61}}",
		field: "spec.probe.timeoutSeconds", says: "should be less than or equal to 60",
	},
	{
		name: "one failure is needed",
		good: "{probe: {failureThreshold: 1}}", bad: "{probe: {failureThreshold: 0}}",
		field: "spec.probe.failureThreshold", says: "should be greater than or equal to 1",
	},
	{
		name: "one success is needed",
		good: "{probe: {successThreshold: 1}}", bad: "{probe: {successThreshold: 0}}",
		field: "spec.probe.successThreshold", says: "should be greater than or equal to 1",
	},
	{
		name:  "periods are whole seconds",
		bad:   `{probe: {periodSeconds: "2"}}`,
		field: "spec.probe.periodSeconds", says: `must be of type integer: "string"`,
	},
}

const minToMax = "min must not be greater than max: swap them, or remove one"

// rangeRefusals are of the streaming contract.
var rangeRefusals = []refusal{
	{
		name: "a range has a value in it",
		good: "{chunking: {chunks: {min: 50, max: 50}}}", bad: "{chunking: {chunks: {min: 51, max: 50}}}",
		field: "spec.chunking.chunks", says: minToMax,
	},
	{
		name: "a range has a bound",
		good: "{chunking: {chunks: {max: 50}}}", bad: "{chunking: {chunks: {}}}",
		field: "spec.chunking.chunks", says: "should have at least 1 properties",
	},
	{
		name: "bounds are not negative",
		good: "{chunking: {chunksPerSecond: {min: 0}}}", bad: "{chunking: {chunksPerSecond: {min: -1}}}",
		field: "spec.chunking.chunksPerSecond.min", says: "should be greater than or equal to 0",
	},
	{
		name: "bounds are not endless",
		good: "{chunking: {durationMilliseconds: {max: 1000000000}}}", bad: "{chunking: {durationMilliseconds: {max: 1000000001}}}",
		field: "spec.chunking.durationMilliseconds.max", says: "should be less than or equal to 1000000000",
	},
	{
		name:  "bounds are whole numbers",
		bad:   "{chunking: {interChunkMilliseconds: {max: 1s}}}",
		field: "spec.chunking.interChunkMilliseconds.max", says: `must be of type integer: "string"`,
	},
}
