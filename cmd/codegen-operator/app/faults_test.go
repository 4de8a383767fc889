// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// seeds are those of the runs; each makes flipsOfASeed flips, 200 in all.
var seeds = []uint64{1, 7, 42, 1701, 2026}

const flipsOfASeed = 40

func contextFor(r *http.Request, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), d)
}

// TestFaults: between operator and API server requests are delayed, dropped and refused, watches are cut off, and the operator is
// restarted, while the traffic is moved at random. After every move, status and routes agree.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			c := newChaos(t, seed)
			for range flipsOfASeed {
				c.move()
			}
			c.end()
		})
	}
}

// chaos is a stage whose operator reaches the API server through faults.
type chaos struct {
	*stage
	api    *faultyAPI
	dice   *rand.Rand
	object *v1alpha1.CodeGenBackend
	stop   func()
	start  func() func()
	to     v1alpha1.EngineName
}

func newChaos(t *testing.T, seed uint64) *chaos {
	t.Helper()
	c := &chaos{stage: newStage(t), dice: rand.New(rand.NewPCG(seed, 1))}
	api, config := newFaultyAPI(t, seed)
	c.api, api.written = api, c.holdsTrue
	c.start = func() func() {
		return c.running(func(ctx context.Context) error { return again(ctx, func() error { return c.operate(ctx, config) }) })
	}
	c.stop = c.start()
	c.object = c.apply(c.backend(c.routes))
	c.becomes(c.object, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	c.to = v1alpha1.EngineVLLM
	c.api.on.Store(true)
	return c
}

// again restarts what ended with an error, as a kubelet does, until ctx ends.
func again(ctx context.Context, run func() error) error {
	for ctx.Err() == nil {
		if err := run(); err != nil {
			pause, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			<-pause.Done()
			cancel()
		}
	}
	return nil
}

// routes are all kinds that need nothing but the API server.
func (c *chaos) routes(spec *v1alpha1.CodeGenBackendSpec) {
	spec.Route.ConfigMap = &v1alpha1.ConfigMapRoute{Name: "hapa-backend"}
}

// move has the traffic go to the other engine, by a pin or by taking it out, and waits until all agrees. One time in five it does not
// wait, and one time in eight the operator is restarted in the middle.
func (c *chaos) move() {
	c.to = other(c.to)
	c.change(c.object, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Failover.Pin = &v1alpha1.Pin{Engine: c.to, Until: metav1.NewTime(time.Now().Add(time.Hour)), Reason: "chaos"}
	})
	if c.dice.IntN(8) == 0 {
		c.stop()
		c.until("what the operator asked for to be over", func() (bool, string) { return c.api.idle(), "requests are under way" })
		c.api.readSlice.Store(false)
		c.stop = c.start()
	}
	if c.dice.IntN(5) > 0 {
		c.agrees()
	}
}

func other(e v1alpha1.EngineName) v1alpha1.EngineName {
	if e == v1alpha1.EngineVLLM {
		return v1alpha1.EngineLegacy
	}
	return v1alpha1.EngineVLLM
}

// holdsTrue looks, at each status that is written, that it claims of no route what the route does not carry. The active engine is carried
// by one of them at least, or Routed is False: an operator that was ended between route and status, and then kept from the route, can say
// no more. One that has just been started lets stand what was said before until it has looked.
func (c *chaos) holdsTrue(b *v1alpha1.CodeGenBackend) {
	if !c.api.readSlice.Load() {
		return
	}
	served := b.Status.Active == ""
	for _, r := range b.Status.Routes {
		serves := c.engineOf(r.Kind)
		served = served || serves == b.Status.Active
		if r.Engine != "" && serves != r.Engine {
			c.Errorf("the status says that %s %s serves %s (%s), and it serves %q; of late:\n%s", r.Kind, r.Name, r.Engine, r.State, serves, c.api.recent())
		}
	}
	if !served && isRouted(b) {
		c.Errorf("the status says that %s is active and Routed, and no route serves it: %+v; of late:\n%s", b.Status.Active, b.Status.Routes, c.api.recent())
	}
}

// engineOf is the engine that a route points to.
func (c *chaos) engineOf(kind v1alpha1.RouteKind) v1alpha1.EngineName {
	if kind == v1alpha1.RouteConfigMap {
		return v1alpha1.EngineName(c.inConfigMap())
	}
	switch join(c.endpointsOf("hapa")) {
	case vllmAddress:
		return v1alpha1.EngineVLLM
	case legacyAddress:
		return v1alpha1.EngineLegacy
	}
	return ""
}

// agrees waits until the status names the engine, all routes carry it, and the status says of each that it does.
func (c *chaos) agrees() {
	c.Helper()
	c.until(fmt.Sprintf("everything to say %s", c.to), func() (bool, string) {
		now := c.get(c.object)
		saw := fmt.Sprintf("Service %v, ConfigMap %s, %s", c.endpointsOf("hapa"), c.inConfigMap(), statusText(now))
		agree := now.Status.Active == c.to && len(now.Status.Routes) == 2 && isRouted(now) &&
			join(c.endpointsOf("hapa")) == addressOf(c.to) && c.inConfigMap() == string(c.to)
		for _, r := range now.Status.Routes {
			agree = agree && r.Engine == c.to && r.State == v1alpha1.RouteReady
		}
		return agree, saw
	})
}

func (c *chaos) inConfigMap() string {
	var m corev1.ConfigMap
	if err := c.client.Get(c.Context(), client.ObjectKey{Namespace: c.namespace, Name: "hapa-backend"}, &m); err != nil {
		return err.Error()
	}
	return m.Data["ACTIVE_BACKEND"]
}

func addressOf(e v1alpha1.EngineName) string {
	if e == v1alpha1.EngineVLLM {
		return vllmAddress
	}
	return legacyAddress
}

// end looks that all agrees under faults, and stays so once they are over, and that the flip history has no gap.
func (c *chaos) end() {
	c.agrees()
	c.api.on.Store(false)
	c.agrees()
	c.stop()
	c.api.end(c.T)
	flips := c.get(c.object).Status.Flips
	for i := range len(flips) - 1 {
		if flips[i].From != flips[i+1].To || flips[i].Time.Before(&flips[i+1].Time) {
			c.Errorf("the flip history has a gap: %+v after %+v", flips[i], flips[i+1])
		}
	}
	counts, missing := c.api.tally()
	c.Logf("faults: %v", counts)
	if missing != nil {
		c.Errorf("the test is too short: %v", missing)
	}
}
