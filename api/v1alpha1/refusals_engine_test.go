// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

const (
	oneAddress     = "set exactly one of url and serviceRef: serviceRef for a Service in this namespace, url for anything else"
	urlForm        = "url must be an http or https URL with a host, such as http://vllm-app:8002"
	urlWithoutUser = "url must not contain a user name or a password: store the key in a Secret and name it in credentials.secretRef"
	urlIsBase      = "url must not contain a query or a fragment: set only the base URL"
	urlPort        = "the port in url must be from 1 to 65535: correct it, or remove it to use the default port of the scheme"
	serviceName    = "name must be the name of a Service: lower case letters, digits and '-', starting with a letter and ending with a letter or digit"
)

// engineRefusals are of where an engine is, what it speaks and what it serves.
var engineRefusals = []refusal{
	{
		name: "not both url and serviceRef",
		good: "{vllm: {url: null, serviceRef: {name: vllm-app, port: 8002}}}", bad: "{vllm: {serviceRef: {name: vllm-app, port: 8002}}}",
		field: "spec.vllm", says: oneAddress,
	},
	{name: "either url or serviceRef", bad: "{legacy: {url: null}}", field: "spec.legacy", says: oneAddress},
	{
		name: "protocol is there",
		good: "{vllm: {protocol: MultiLoRA}}", bad: "{vllm: {protocol: null}}",
		field: "spec.vllm.protocol", says: "Required value",
	},
	{
		name:  "protocol is one of three",
		bad:   "{vllm: {protocol: openai}}",
		field: "spec.vllm.protocol", says: `supported values: "OpenAI", "MultiLoRA", "CodeGen"`,
	},

	{
		name: "url has a scheme",
		good: `{vllm: {url: "https://vllm.example/some/path"}}`, bad: `{vllm: {url: "vllm-app:8002"}}`,
		field: "spec.vllm.url", says: urlForm,
	},
	{
		name: "url is of HTTP",
		good: `{vllm: {url: "HTTP://10.1.2.3"}}`, bad: `{vllm: {url: "grpc://vllm-app:8002"}}`,
		field: "spec.vllm.url", says: urlForm,
	},
	{
		name: "url has a host",
		good: `{vllm: {url: "http://[2001:db8::1]:8002"}}`, bad: `{vllm: {url: "http://:8002"}}`,
		field: "spec.vllm.url", says: urlForm,
	},
	{name: "url is a URL", bad: `{legacy: {url: "http://legacy backend"}}`, field: "spec.legacy.url", says: urlForm},
	{name: "url has no password", bad: `{vllm: {url: "http://user:password@vllm-app"}}`, field: "spec.vllm.url", says: urlWithoutUser},
	{name: "url has no query", bad: `{vllm: {url: "http://vllm-app?model=x"}}`, field: "spec.vllm.url", says: urlIsBase},
	{name: "url has no fragment", bad: `{vllm: {url: "http://vllm-app/#top"}}`, field: "spec.vllm.url", says: urlIsBase},
	{
		name: "url has a port that exists",
		good: `{vllm: {url: "http://vllm-app:65535"}}`, bad: `{vllm: {url: "http://vllm-app:65536"}}`,
		field: "spec.vllm.url", says: urlPort,
	},
	{
		name: "url has a port above 0",
		good: `{vllm: {url: "http://vllm-app:1"}}`, bad: `{vllm: {url: "http://vllm-app:0"}}`,
		field: "spec.vllm.url", says: urlPort,
	},
	{
		name:  "url has a port that is a number",
		bad:   `{vllm: {url: "http://vllm-app:99999999999999999999"}}`,
		field: "spec.vllm.url",
		says:  urlPort,
	},

	{
		name: "Service has the name of a Service",
		good: "{vllm: {url: null, serviceRef: {name: v-1, port: 1}}}", bad: "{vllm: {url: null, serviceRef: {name: 1-v, port: 1}}}",
		field: "spec.vllm.serviceRef.name", says: serviceName,
	},
	{
		name:  "Service is in this namespace",
		bad:   "{vllm: {url: null, serviceRef: {name: vllm.other, port: 1}}}",
		field: "spec.vllm.serviceRef.name", says: serviceName,
	},
	{
		name:  "Service has a name",
		bad:   "{vllm: {url: null, serviceRef: {port: 1}}}",
		field: "spec.vllm.serviceRef.name",
		says:  "Required value",
	},
	{
		name:  "Service has a port",
		bad:   "{vllm: {url: null, serviceRef: {name: v}}}",
		field: "spec.vllm.serviceRef.port",
		says:  "Required value",
	},
	{
		name:  "Service has a port above 0",
		bad:   "{vllm: {url: null, serviceRef: {name: v, port: 0}}}",
		field: "spec.vllm.serviceRef.port", says: "should be greater than or equal to 1",
	},
	{
		name: "Service has a port that exists",
		good: "{vllm: {url: null, serviceRef: {name: v, port: 65535}}}", bad: "{vllm: {url: null, serviceRef: {name: v, port: 65536}}}",
		field: "spec.vllm.serviceRef.port", says: "should be less than or equal to 65535",
	},
	{
		name:  "Service is spoken to in HTTP or HTTPS",
		good:  "{vllm: {url: null, serviceRef: {name: v, port: 1, scheme: HTTPS}}}",
		bad:   "{vllm: {url: null, serviceRef: {name: v, port: 1, scheme: https}}}",
		field: "spec.vllm.serviceRef.scheme", says: `supported values: "HTTP", "HTTPS"`,
	},

	{
		name: "model has a name",
		good: "{vllm: {models: [{name: org/model-7b}]}}", bad: "{vllm: {models: [{}]}}",
		field: "spec.vllm.models[0].name", says: "Required value",
	},
	{
		name:  "model has a name of some length",
		bad:   `{vllm: {models: [{name: ""}]}}`,
		field: "spec.vllm.models[0].name", says: "should be at least 1 chars long",
	},
	{
		name: "model is declared once",
		good: "{vllm: {models: [{name: a}, {name: b}]}}", bad: "{vllm: {models: [{name: a}, {name: a}]}}",
		field: "spec.vllm.models[1]", says: `Duplicate value: {"name":"a"}`,
	},
}
