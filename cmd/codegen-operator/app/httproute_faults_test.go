// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// TestFaultsWithHTTPRoutes: the same faults between operator and API server, and HTTPRoutes, that the operator makes and that are the
// user's. No status ever says that one carries what it does not, after every move all agree, and of the user's nothing but the weights has
// changed.
func TestFaultsWithHTTPRoutes(t *testing.T) {
	t.Parallel()
	for name, httpRoute := range map[string]string{"of the operator": "hapa", "of the user": "shop"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newGatewayStage(t)
			shop := s.shop()
			must(t, s.client.Create(t.Context(), shop))
			spec := byHTTPRoute
			if httpRoute == "shop" {
				spec = s.byExistingRule
			}
			c := newRouteChaos(s, httpRoute, spec)
			for range 20 {
				c.move()
			}
			c.api.on.Store(false)
			c.agrees()
			c.stop()
			c.api.end(t)
			if httpRoute == "shop" {
				s.unchangedButWeights(shop)
			}
		})
	}
}

// routeChaos is a stage with an HTTPRoute, whose operator reaches the API server through faults.
type routeChaos struct {
	*stage
	api       *faultyAPI
	dice      *rand.Rand
	httpRoute string
	object    *v1alpha1.CodeGenBackend
	start     func() func()
	stop      func()
	to        v1alpha1.EngineName
}

func newRouteChaos(s *stage, httpRoute string, spec func(*v1alpha1.CodeGenBackendSpec)) *routeChaos {
	s.Helper()
	api, config := newFaultyAPI(s.T, 42)
	c := &routeChaos{stage: s, api: api, dice: rand.New(rand.NewPCG(42, 1)), httpRoute: httpRoute, to: v1alpha1.EngineVLLM}
	api.written = c.holdsTrue
	c.start = func() func() {
		return c.running(func(ctx context.Context) error { return again(ctx, func() error { return c.operate(ctx, config) }) })
	}
	c.stop = c.start()
	c.object = c.apply(c.backend(spec))
	c.becomes(c.object, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	c.api.on.Store(true)
	return c
}

// move has the traffic go to the other engine, one time in five with a restart of the operator in the middle, and waits until all agrees.
func (c *routeChaos) move() {
	c.to = other(c.to)
	c.change(c.object, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Failover.Pin = &v1alpha1.Pin{Engine: c.to, Until: metav1.NewTime(time.Now().Add(time.Hour)), Reason: "chaos"}
	})
	if c.dice.IntN(5) == 0 {
		c.stop()
		c.until("what the operator asked for to be over", func() (bool, string) { return c.api.idle(), "requests are under way" })
		c.stop = c.start()
	}
	c.agrees()
}

func (c *routeChaos) agrees() {
	c.Helper()
	c.until("everything to say "+string(c.to), func() (bool, string) {
		now := c.get(c.object)
		return all(active(c.to), routeIs(v1alpha1.RouteReady, c.to))(&now.Status) && isRouted(now) && c.engineOf() == c.to,
			string(c.engineOf()) + " is carried, " + statusText(now)
	})
}

// holdsTrue looks, at each status that is written, that an HTTPRoute which is said to carry the engine that is wanted does. An operator
// that has just been started lets stand what was said before until it has looked, so that the HTTPRoute may be ahead by one move.
func (c *routeChaos) holdsTrue(b *v1alpha1.CodeGenBackend) {
	pin := b.Spec.Failover.Pin
	if pin == nil || pin.Engine != b.Status.Active || !routeIs(v1alpha1.RouteReady, pin.Engine)(&b.Status) || !isRouted(b) {
		return
	}
	if serves := c.engineOf(); serves != pin.Engine {
		c.Errorf("the status says that %s is carried, and the HTTPRoute serves %q; of late:\n%s", pin.Engine, serves, c.api.recent())
	}
}

// engineOf is the engine that gets all requests; empty: neither.
func (c *routeChaos) engineOf() v1alpha1.EngineName {
	weights := map[gatewayv1.ObjectName]int32{}
	rules := c.stage.httpRoute(c.httpRoute).Spec.Rules
	for _, ref := range rules[len(rules)-1].BackendRefs {
		weights[ref.Name] = *ref.Weight
	}
	switch {
	case weights["hapa-vllm"]+weights["vllm-app"] == 100:
		return v1alpha1.EngineVLLM
	case weights["hapa-legacy"]+weights["legacy-app"] == 100:
		return v1alpha1.EngineLegacy
	}
	return ""
}
