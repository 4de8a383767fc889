// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// The API server accepts the samples, and lists them by the short name.
func TestSamplesAreAccepted(t *testing.T) {
	t.Parallel()
	ns := newNamespace(t, "samples")
	apply(t, "samples", "-n", ns, "--dry-run=server")
	kubectl(t, "apply", "--validate=strict", "-k", "samples", "-n", ns)

	listed := kubectl(t, "get", "cgb", "-n", ns, "-o", "name")
	var want []string
	for _, name := range []string{"configmap", "existingroute", "front", "hapa", "httproute", "minimal", "multilora", "observe", "paired", "webhook"} {
		want = append(want, "codegenbackend.serving.codegen.dev/"+name)
	}
	if !slices.Equal(strings.Fields(listed), want) {
		t.Errorf("the samples made\n%s", listed)
	}
}

// The keys that samples refer to are in the samples' Secret.
func TestSamplesHaveSecrets(t *testing.T) {
	t.Parallel()
	objects := built(t, "samples")
	for _, key := range []v1alpha1.SecretKeyReference{
		read[v1alpha1.CodeGenBackend](t, objects["CodeGenBackend hapa"]).Spec.Legacy.Credentials.SecretRef,
		*read[v1alpha1.CodeGenBackend](t, objects["CodeGenBackend webhook"]).Spec.Route.Webhook.SecretRef,
	} {
		secret := objects["Secret "+key.Name]
		if secret == nil {
			t.Fatalf("there is no Secret %s", key.Name)
		}
		if _, found := secret.Object["stringData"].(map[string]any)[key.Key]; !found {
			t.Errorf("the Secret %s has no key %s", key.Name, key.Key)
		}
	}
}

// The same for the keys of clients.
func TestGatewaySampleHasSecret(t *testing.T) {
	t.Parallel()
	objects := built(t, "samples")
	name := read[v1alpha1.CodeGenBackend](t, objects["CodeGenBackend front"]).Spec.Route.Gateway.APIKeysSecretRef.Name
	if objects["Secret "+name] == nil {
		t.Errorf("there is no Secret %s", name)
	}
}

// The comment in the full sample says that checks use three of the twenty streams a minute of legacy.
func TestFullSampleRateLimit(t *testing.T) {
	t.Parallel()
	spec := read[v1alpha1.CodeGenBackend](t, built(t, "samples")["CodeGenBackend hapa"]).Spec
	perMinute := 60 / spec.Legacy.Probe.Pulse.PeriodSeconds
	for _, c := range spec.Canaries {
		for _, way := range c.Through {
			if way == v1alpha1.ThroughLegacy {
				perMinute += 60 / c.PeriodSeconds
			}
		}
	}
	if perMinute != 3 {
		t.Errorf("the full sample asks legacy for %d streams a minute, and says that it is three", perMinute)
	}
}
