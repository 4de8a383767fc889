// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
)

// TestWebhookHosts: a name allows itself, a dot and a name all names below it, and nothing allows everything.
func TestWebhookHosts(t *testing.T) {
	t.Parallel()
	hosts := WebhookHosts{"switch.example.com", ".hooks.svc", "192.0.2.30", "2001:db8::1"}
	for address, want := range map[string]bool{
		"https://switch.example.com/active":         true,
		"https://SWITCH.example.com.:8443/active":   true,
		"http://a.hooks.svc/x":                      true,
		"http://a.b.hooks.svc:80":                   true,
		"http://192.0.2.30:9000/active":             true,
		"http://[2001:db8::1]:9000":                 true,
		"http://hooks.svc/":                         false,
		"http://evilhooks.svc/":                     false,
		"http://switch.example.com.evil.example/":   false,
		"http://x.switch.example.com/":              false,
		"http://192.0.2.3:9000/":                    false,
		"http://evil.example/switch.example.com":    false,
		"http://evil.example:80/.hooks.svc":         false,
		"http://switch.example.com@evil.example/":   false,
		"http://evil.example\\@switch.example.com/": false,
		"": false,
	} {
		if got := hosts.allow(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
		if !(WebhookHosts(nil)).allow(address) {
			t.Errorf("%q is refused where no hosts are given", address)
		}
	}
}

// TestForbiddenWebhook is not told, not even of what is under way, and says which flag keeps it.
func TestForbiddenWebhook(t *testing.T) {
	t.Parallel()
	c := &clerk{answer: delivery.Status{Accepted: true}}
	outcome := (&Webhook{Deliverer: c, Hosts: WebhookHosts{"other"}}).Apply(t.Context(), switched(), toLegacy())
	if outcome.Reason != v1alpha1.ReasonHostForbidden || !outcome.Failed() || !outcome.Stalled || len(c.wanted) > 0 || c.forgotten != 1 {
		t.Errorf("%+v; wanted %v, forgotten %d", outcome, c.wanted, c.forgotten)
	}
}
