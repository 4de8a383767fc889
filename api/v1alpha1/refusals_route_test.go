// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

const (
	ofConfigMap  = "name must be a valid name of a ConfigMap: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	ofDeployment = "deployment must be the name of a Deployment: lower case letters, digits, '-' and '.', starting and ending with a letter or digit"
	ofWebhook    = "url must be an http or https URL with a host, such as https://switch.example.com/active"
	webhookPort  = "the port in url must be from 1 to 65535: correct it, or remove it to use the default port of the scheme"
	bareWebhook  = "url must not contain a user name, a password, a query or a fragment: remove them, and set secretRef to sign the requests"
)

// configMapRefusals are of the ConfigMap that names the active engine.
var configMapRefusals = []refusal{
	{
		name: "route's ConfigMap has the name of a ConfigMap",
		good: "{route: {configMap: {name: hapa.backend-1}}}", bad: "{route: {configMap: {name: hapa_backend}}}",
		field: "spec.route.configMap.name", says: ofConfigMap,
	},
	{
		name:  "route's ConfigMap has a name",
		bad:   "{route: {configMap: {restart: {deployment: web}}}}",
		field: "spec.route.configMap.name",
		says:  "Required value",
	},
	{
		name: "what is restarted has the name of a Deployment",
		good: "{route: {configMap: {name: hapa, restart: {deployment: web.one}}}}", bad: "{route: {configMap: {name: hapa, restart: {deployment: Web}}}}",
		field: "spec.route.configMap.restart.deployment", says: ofDeployment,
	},
	{
		name:  "what is restarted is named",
		bad:   "{route: {configMap: {name: hapa, restart: {}}}}",
		field: "spec.route.configMap.restart.deployment", says: "Required value",
	},
}

// webhookRefusals are of the switch that is told.
var webhookRefusals = []refusal{
	{
		name: "webhook is at a URL",
		good: "{route: {webhook: {url: 'https://switch.example.com:8443/v1/active'}}}", bad: "{route: {webhook: {url: 'switch.example.com/active'}}}",
		field: "spec.route.webhook.url", says: ofWebhook,
	},
	{
		name: "webhook is at a port that exists",
		good: "{route: {webhook: {url: 'https://switch.example.com:65535'}}}", bad: "{route: {webhook: {url: 'https://switch.example.com:99999'}}}",
		field: "spec.route.webhook.url", says: webhookPort,
	},
	{
		name:  "webhook speaks HTTP",
		bad:   "{route: {webhook: {url: 'ftp://switch.example.com'}}}",
		field: "spec.route.webhook.url",
		says:  ofWebhook,
	},
	{
		name:  "webhook is at a URL without a password",
		bad:   "{route: {webhook: {url: 'https://me:pw@switch.example.com'}}}",
		field: "spec.route.webhook.url",
		says:  bareWebhook,
	},
	{
		name:  "webhook is at a URL without a query",
		bad:   "{route: {webhook: {url: 'https://switch.example.com?token=1'}}}",
		field: "spec.route.webhook.url",
		says:  bareWebhook,
	},
	{name: "webhook is somewhere", bad: "{route: {webhook: {timeoutSeconds: 1}}}", field: "spec.route.webhook.url", says: "Required value"},
	{
		name: "webhook is given time",
		good: "{route: {webhook: {url: 'http://switch', timeoutSeconds: 60}}}", bad: "{route: {webhook: {url: 'http://switch', timeoutSeconds: 61}}}",
		field: "spec.route.webhook.timeoutSeconds", says: "should be less than or equal to 60",
	},
	{
		name:  "webhook is given some time",
		bad:   "{route: {webhook: {url: 'http://switch', timeoutSeconds: 0}}}",
		field: "spec.route.webhook.timeoutSeconds", says: "should be greater than or equal to 1",
	},
	{
		name: "webhook's Secret has a name",
		good: "{route: {webhook: {url: 'http://switch', secretRef: {name: s, key: k}}}}", bad: "{route: {webhook: {url: 'http://switch', secretRef: {key: k}}}}",
		field: "spec.route.webhook.secretRef.name", says: "Required value",
	},
	{
		name:  "webhook's key is named",
		bad:   "{route: {webhook: {url: 'http://switch', secretRef: {name: s}}}}",
		field: "spec.route.webhook.secretRef.key", says: "Required value",
	},
}
