// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// What is left out is filled in as the comments on the fields promise; the whole spec is compared, so that no other field gets a value.
func TestDefaults(t *testing.T) {
	t.Parallel()
	for _, d := range defaults {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			stored := backend(t, "spec: "+d.given)
			if err := newClient(t).Create(t.Context(), stored, client.DryRunAll); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d.want, specOf(t, stored)); diff != "" {
				t.Errorf("the spec is not as promised (-want +got):\n%s", diff)
			}
		})
	}
}

// specOf is the spec without the engines where these are as the minimal object has them, as YAML.
func specOf(t *testing.T, o *unstructured.Unstructured) string {
	t.Helper()
	spec := o.Object["spec"].(map[string]any)
	for name, plain := range parsed(t, minimal)["spec"].(map[string]any) {
		if cmp.Equal(spec[name], plain) {
			delete(spec, name)
		}
	}
	text, err := yaml.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	return "\n" + string(text)
}

// usual is what every spec has that says nothing about it.
const usual = `mode: Auto
probe:
  failureThreshold: 2
  periodSeconds: 2
  pulse:
    periodSeconds: 5
    timeoutSeconds: 2
  successThreshold: 3
  timeoutSeconds: 1
`

var defaults = []struct{ name, given, want string }{
	{"of the minimal object", "{}", "\n" + usualFailover + usual},
	{"of a failover with a pin", `{failover: {pin: {engine: legacy, until: "2026-12-01T00:00:00Z", reason: upgrade}}}`, `
failover:
  maxDwellSeconds: 600
  minDwellSeconds: 30
  pin:
    engine: legacy
    reason: upgrade
    until: "2026-12-01T00:00:00Z"
` + usual},
	{"of a canary", "{canaries: [{name: a, prompt: hi}]}", `
canaries:
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
` + usualFailover + usual},
	{"of a route", "{route: {service: {name: hapa}}}", "\n" + usualFailover + `mode: Auto
probe:
  failureThreshold: 2
  periodSeconds: 2
  pulse:
    periodSeconds: 5
    timeoutSeconds: 2
  successThreshold: 3
  timeoutSeconds: 1
route:
  service:
    name: hapa
    port: 80
`},
	{"of an engine with a probe of its own", "{legacy: {url: null, serviceRef: {name: l, port: 1}, credentials: {secretRef: {name: s, key: k}}, probe: {periodSeconds: 9}}}", "\n" + usualFailover + `legacy:
  credentials:
    header: Authorization
    secretRef:
      key: k
      name: s
  probe:
    failureThreshold: 2
    periodSeconds: 9
    pulse:
      periodSeconds: 5
      timeoutSeconds: 2
    successThreshold: 3
    timeoutSeconds: 1
  protocol: CodeGen
  serviceRef:
    name: l
    port: 1
    scheme: HTTP
` + usual},
}

const usualFailover = `failover:
  maxDwellSeconds: 600
  minDwellSeconds: 30
`
