// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"fmt"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// TestPairedRuns: the same canary straight to vllm and through the Service, one right after the other; and, after a
// flip, through the Service to legacy, in its protocol and with its key.
func TestPairedRuns(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.vllm.SetScript(sim.Script{Tokens: 60, TokenInterval: 5 * time.Millisecond, StampSends: true})
	s.serveEndpointsOf("hapa")
	s.operator()
	b := s.apply(s.backend(jay(throughRoute)))
	s.shows(
		b,
		"both runs of the pair to pass",
		ran(v1alpha1.ThroughVLLM, v1alpha1.VerdictPass, ""),
		ran(v1alpha1.ThroughRoute, v1alpha1.VerdictPass, ""),
		blames(""),
		added(-500, 500),
		says(v1alpha1.ConditionStreamingOnTarget, v1alpha1.ReasonOnTarget),
	)
	s.until("two pairs", func() (bool, string) { return len(routed(whole(asked(s.vllm)))) >= 2, fmt.Sprint(len(asked(s.vllm))) })
	timing.AtMost(t, "the pause between the two runs of a pair", s.pairs(whole(asked(s.vllm))), 2*time.Second)

	s.vllm.Kill()
	s.shows(b, "legacy to serve", active(v1alpha1.EngineLegacy))
	s.until("the route's canary to reach legacy", func() (bool, string) { return len(routed(asked(s.legacy))) > 0, "nothing came" })
	for _, r := range asked(s.legacy) {
		if r.Key != apiKey || r.Path != "/api/v1/code/generate/stream" || r.Model != "code_generation" || r.Header["X-Request-Id"] != byRoute {
			t.Errorf("legacy was asked %s for %s, by key %v", r.Path, r.Model, r.KeyShown)
		}
	}
	s.shows(b, "the route to pass by itself", ranSince(v1alpha1.ThroughRoute, s.get(b).Status.Since.Time), blames(""), uncompared,
		ran(v1alpha1.ThroughRoute, v1alpha1.VerdictPass, ""))
}

func throughRoute(c *v1alpha1.CanarySpec) {
	c.Through = []v1alpha1.CanaryPath{v1alpha1.ThroughVLLM, v1alpha1.ThroughRoute}
}

// asked are the canary's requests, in the order in which they came.
func asked(e *sim.Engine) []sim.Request {
	var canaries []sim.Request
	for _, r := range e.Streams() {
		if strings.Contains(r.Prompt, "Jay-") {
			canaries = append(canaries, r)
		}
	}
	return canaries
}

// routed are those that came through a proxy.
func routed(all []sim.Request) []sim.Request {
	var through []sim.Request
	for _, r := range all {
		if r.Header["X-Request-Id"] == byRoute {
			through = append(through, r)
		}
	}
	return through
}

// whole are those that came to their end. A change of the configuration, such as by a selection, cancels the run under way.
func whole(all []sim.Request) []sim.Request {
	return slices.DeleteFunc(all, func(r sim.Request) bool { return !r.Done || r.Cancelled })
}

// pairs: each run through the route comes right after one that went straight, with a question of its own; and never are two under way.
func (s *stage) pairs(runs []sim.Request) (longest time.Duration) {
	s.Helper()
	for i, run := range runs[1:] {
		before := runs[i]
		apart := run.Time.Sub(before.Sent[len(before.Sent)-1])
		if apart < 0 || run.Prompt == before.Prompt {
			s.Errorf("run %d began %v after the end of the one before, and asked %q", i+1, apart, run.Prompt)
		}
		if run.Header["X-Request-Id"] != byRoute {
			continue
		}
		if before.Header["X-Request-Id"] == byRoute {
			s.Errorf("run %d, through the route, follows another one through the route", i+1)
		}
		longest = max(longest, apart)
	}
	return longest
}

func ranSince(through v1alpha1.CanaryPath, moment time.Time) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := canaryIn(s, jayCanary, through)
		return c != nil && c.LastRunTime.After(moment)
	}
}

// uncompared: there is no run straight to the active engine to compare with.
func uncompared(s *v1alpha1.CodeGenBackendStatus) bool {
	c := canaryIn(s, jayCanary, v1alpha1.ThroughRoute)
	return c != nil && c.AddedFirstChunkMilliseconds == nil
}

// serveEndpointsOf stands in for kube-proxy: what connects to a Service by its name in the cluster reaches what its slices carry then.
func (s *stage) serveEndpointsOf(service string) {
	s.Helper()
	address := place()
	s.net.Name(service+"."+s.namespace+".svc", address)
	s.serve(address+":80", func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: s.endpointOf(r.In.Context(), service)})
	})
}

// endpointOf is what the slices of a Service carry now; nothing: the request fails.
func (s *stage) endpointOf(ctx context.Context, service string) string {
	var list discoveryv1.EndpointSliceList
	err := s.client.List(ctx, &list, client.InNamespace(s.namespace), client.MatchingLabels{discoveryv1.LabelServiceName: service})
	if err != nil || len(list.Items) == 0 || len(list.Items[0].Endpoints) == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d", list.Items[0].Endpoints[0].Addresses[0], *list.Items[0].Ports[0].Port)
}
