// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// Absent fields get the defaults that their comments name. The whole spec is compared, so that no other field gets a default.
func TestDefaults(t *testing.T) {
	t.Parallel()
	for _, d := range defaults {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			stored := backend(t, "spec: "+d.given)
			if err := newClient(t).Create(t.Context(), stored, client.DryRunAll); err != nil {
				t.Fatal(err)
			}
			got, _, err := unstructured.NestedFieldNoCopy(stored.Object, d.part...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimLeft(d.want, "\n"), toYAML(t, got)); diff != "" {
				t.Errorf("it is not as promised (-want +got):\n%s", diff)
			}
		})
	}
}

func toYAML(t *testing.T, value any) string {
	t.Helper()
	text, err := yaml.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// defaults are what a part of the object becomes.
var defaults = []struct {
	name, given string // given is the spec, less what the minimal object says
	part        []string
	want        string
}{
	{
		"of a whole spec", "{}",
		[]string{"spec"}, `
failover:
  cooldownSeconds: 30
  maxCooldownSeconds: 600
legacy:
  limits:
    canaryTokensPerHour: 50000
    requestsWaiting: 8
  protocol: CodeGen
  url: http://legacy-backend:8000
mode: Auto
probe:
  failureThreshold: 2
  periodSeconds: 2
  pulse:
    periodSeconds: 5
    timeoutSeconds: 2
  successThreshold: 3
  timeoutSeconds: 1
vllm:
  limits:
    canaryTokensPerHour: 50000
    requestsWaiting: 8
  protocol: OpenAI
  url: http://vllm-app:8002
`,
	}, {
		"of a failover", "{failover: {pin: {engine: legacy, until: '2026-12-01T00:00:00Z', reason: upgrade}}}",
		[]string{"spec", "failover"}, `
cooldownSeconds: 30
maxCooldownSeconds: 600
pin:
  engine: legacy
  reason: upgrade
  until: "2026-12-01T00:00:00Z"
`,
	}, {
		"of a canary", "{canaries: [{name: a, prompt: hi}]}",
		[]string{"spec", "canaries"}, `
- failureThreshold: 2
  maxTokens: 64
  name: a
  onFailure: Report
  periodSeconds: 60
  prompt: hi
  successThreshold: 2
  temperature: "0"
  through:
  - vllm
  timeoutSeconds: 15
`,
	}, {
		"of a route", "{route: {service: {name: hapa}}}",
		[]string{"spec", "route"}, `
service:
  name: hapa
  port: 80
`,
	}, {
		"of a gateway", "{route: {gateway: {apiKeysSecretRef: {name: keys}}}}",
		[]string{"spec", "route"}, `
gateway:
  apiKeysSecretRef:
    name: keys
  drainSeconds: 30
  port: 80
  replicas: 2
`,
	}, {
		"of a Service", "{legacy: {url: null, serviceRef: {name: l, port: 1}}}",
		[]string{"spec", "legacy", "serviceRef"}, `
name: l
port: 1
scheme: HTTP
`,
	}, {
		"of credentials", "{legacy: {credentials: {secretRef: {name: s, key: k}}}}",
		[]string{"spec", "legacy", "credentials"}, `
header: Authorization
secretRef:
  key: k
  name: s
`,
	}, {
		"of an engine's own probe", "{legacy: {probe: {periodSeconds: 9}}}",
		[]string{"spec", "legacy", "probe"}, `
failureThreshold: 2
periodSeconds: 9
pulse:
  periodSeconds: 5
  timeoutSeconds: 2
successThreshold: 3
timeoutSeconds: 1
`,
	},
}
