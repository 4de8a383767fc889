// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

const (
	keyHeader = "header must be the name of a header that can carry a key, such as Authorization or X-API-Key"
	oneWord   = "scheme must be one word of letters, digits and '-', such as Bearer: store the key itself in the Secret"
	ofSecret  = "name must be the name of a Secret: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	ofData    = "key must be a key in the data of the Secret: letters, digits, '-', '_' and '.'"
)

// credentialRefusals are of keys, and of where they come from.
var credentialRefusals = []refusal{
	{
		name: "header is a word",
		good: "{vllm: {credentials: {header: X-API-Key, secretRef: {name: s, key: k}}}}",
		bad:  `{vllm: {credentials: {header: "X API Key", secretRef: {name: s, key: k}}}}`, field: "spec.vllm.credentials.header", says: keyHeader,
	},
	{
		name:  "header is free for a key",
		bad:   "{vllm: {credentials: {header: Host, secretRef: {name: s, key: k}}}}",
		field: "spec.vllm.credentials.header", says: keyHeader,
	},
	{
		name: "scheme is a word and not the key",
		good: "{vllm: {credentials: {scheme: Token, secretRef: {name: s, key: k}}}}",
		bad:  `{vllm: {credentials: {scheme: "Bearer abc", secretRef: {name: s, key: k}}}}`, field: "spec.vllm.credentials.scheme", says: oneWord,
	},
	{
		name:  "Secret is named",
		bad:   "{vllm: {credentials: {header: X-API-Key}}}",
		field: "spec.vllm.credentials.secretRef",
		says:  "Required value",
	},
	{
		name: "Secret has the name of a Secret",
		good: "{legacy: {credentials: {secretRef: {name: a.b-c, key: api-key}}}}",
		bad:  "{legacy: {credentials: {secretRef: {name: A_B, key: api-key}}}}", field: "spec.legacy.credentials.secretRef.name", says: ofSecret,
	},
	{
		name: "key has the name of a key",
		good: "{legacy: {credentials: {secretRef: {name: s, key: API_KEY.txt}}}}",
		bad:  "{legacy: {credentials: {secretRef: {name: s, key: api/key}}}}", field: "spec.legacy.credentials.secretRef.key", says: ofData,
	},
	{
		name:  "Secret has a name",
		bad:   "{legacy: {credentials: {secretRef: {key: k}}}}",
		field: "spec.legacy.credentials.secretRef.name", says: "Required value",
	},
	{
		name:  "key is named",
		bad:   "{legacy: {credentials: {secretRef: {name: s}}}}",
		field: "spec.legacy.credentials.secretRef.key", says: "Required value",
	},
}
