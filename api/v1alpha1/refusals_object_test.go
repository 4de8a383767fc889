// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import "strings"

// objectRefusals are of the object as a whole.
var objectRefusals = []refusal{
	{
		name: "name fits into a label", wholeThing: true,
		good:  "metadata: {name: " + strings.Repeat("a", 63) + "}",
		bad:   "metadata: {name: " + strings.Repeat("a", 64) + "}",
		field: "<nil>", says: "metadata.name must not be longer than 63 characters, because it is used as the value of a label: choose a shorter name",
	}, {
		name: "spec is there", wholeThing: true,
		bad: "{spec: null}", field: "spec", says: "Required value",
	}, {
		name: "vllm is there",
		bad:  "{vllm: null}", field: "spec.vllm", says: "Required value",
	}, {
		name: "legacy is there",
		bad:  "{legacy: null}", field: "spec.legacy", says: "Required value",
	}, {
		name: "mode is one of three",
		good: "{mode: Paused}", bad: "{mode: paused}",
		field: "spec.mode", says: `supported values: "Auto", "Observe", "Paused"`,
	},
}
