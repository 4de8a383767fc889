// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

// Bounds, at the default periods of the API.
const (
	killBound    = time.Second
	vanishBound  = 5 * time.Second
	hangBound    = 10 * time.Second
	orphanBound  = 30 * time.Second // the Lease of the killed one has to expire, and the next one has to check the engines
	failbackMost = 40 * time.Second // of which the cooldown is 15 s
)

func (s *stage) story() []step {
	recovered := func(ctx context.Context) (time.Time, error) { return s.misbehave(ctx, "none") }
	return []step{
		{"vllm killed", s.flips("vllm's process killed", killBound, s.killEngine)},
		{"vllm back", s.returns("vllm's Pod recreated", s.restartVLLM)},
		{"vllm deleted", s.flips("vllm's Pod deleted", vanishBound, s.deleteEngine)},
		{"vllm back", s.returns("vllm's Pod recreated", s.restartVLLM)},
		{"vllm hung", s.flips("vllm hung", hangBound, func(ctx context.Context) (time.Time, error) { return s.misbehave(ctx, "hung") })},
		{"vllm healthy again", s.returns("vllm healthy again", recovered)},
		{"operator deleted", s.replaceLeader},
		{"operator and vllm killed", s.flips("leading operator and vllm killed at once", orphanBound, s.killBoth)},
		{"vllm back", s.returns("vllm's Pod recreated", s.restartVLLM)},
		{"the end", s.conclude},
	}
}

// serve applies the backend, and waits until vllm serves by all routes.
func (s *stage) serve(ctx context.Context) error {
	begun := time.Now()
	if err := s.apply(ctx, backend); err != nil {
		return err
	}
	if err := s.watch(ctx); err != nil {
		return err
	}
	if err := s.until(ctx, "vllm is selected", func() bool { return s.observer.selected(vllm, begun) }); err != nil {
		return err
	}
	for _, condition := range []string{"Routed", "LegacyHealthy", "Ready", "StreamingOnTarget"} {
		if _, err := s.node.Kubectl(ctx, "", "wait", "--for=condition="+condition, "codegenbackend/"+backendName, kubectlTimeout); err != nil {
			return err
		}
	}
	if _, err := s.node.Kubectl(ctx, "", "rollout", "status", "deployment/"+backendName+"-gateway", kubectlTimeout); err != nil {
		return err
	}
	s.out.say("serving from vllm by Service and gateway after %s", seconds(time.Since(begun)))
	return s.show(ctx)
}

// show prints the output of kubectl.
func (s *stage) show(ctx context.Context) error {
	out, err := s.node.Kubectl(ctx, "", "get", "codegenbackends,pods")
	s.out.quote("$ kubectl get codegenbackends,pods", out)
	return err
}

// act does something to the cluster, and returns the time.
type act func(context.Context) (time.Time, error)

// flips expects that the traffic leaves vllm after an action.
func (s *stage) flips(what string, bound time.Duration, do act) func(context.Context) error {
	return func(ctx context.Context) error { return s.moves(ctx, what, legacy, bound, do) }
}

// returns expects that the traffic comes back to vllm.
func (s *stage) returns(what string, do act) func(context.Context) error {
	return func(ctx context.Context) error {
		return s.moves(ctx, what+", and traffic came back", vllm, failbackMost, do)
	}
}

func (s *stage) moves(ctx context.Context, what, to string, bound time.Duration, do act) error {
	at, err := do(ctx)
	if err != nil {
		return err
	}
	if err := s.until(ctx, "the route has "+to, func() bool { return s.observer.selected(to, at) }); err != nil {
		return err
	}
	var served time.Time
	if err := s.until(ctx, "a client of the Service is served by "+to, func() (ok bool) {
		served, ok = s.results.servedBy(load.ByService, to, at)
		return ok
	}); err != nil {
		return err
	}
	if err := s.awaitClients(ctx); err != nil {
		return err
	}
	routed, active := s.observer.current()
	m := measured{what: what, to: to, bound: bound, route: routed.since.Sub(at), status: active.since.Sub(at), served: served.Sub(at)}
	m.service, m.gateway = count(s.results.since(load.ByService, at)), count(s.results.since(load.ByGateway, at))
	s.measured = append(s.measured, m)
	s.out.say("%s", m.String())
	return nil
}

// awaitClients waits until every client of the gateway has begun another request after the flip, and so has reported the one before.
func (s *stage) awaitClients(ctx context.Context) error {
	now := time.Now()
	return s.until(ctx, "clients of the gateway go on", func() bool {
		begun := 0
		for _, r := range s.results.since(load.ByGateway, now) {
			if r.Begun.After(now) {
				begun++
			}
		}
		return begun >= 2*clients
	})
}

// restartVLLM restarts vllm as a new Pod, and returns when it was ready.
func (s *stage) restartVLLM(ctx context.Context) (time.Time, error) {
	err := s.restart(ctx, vllm)
	return time.Now(), err
}

// killBoth kills the leading operator, and vllm while no operator watches it.
func (s *stage) killBoth(ctx context.Context) (time.Time, error) {
	if _, err := s.killLeader(ctx); err != nil {
		return time.Time{}, err
	}
	return s.killEngine(ctx)
}

// replaceLeader expects that no client notices when the leading operator is deleted, and that another one takes over.
func (s *stage) replaceLeader(ctx context.Context) error {
	before, err := s.leader(ctx)
	if err != nil {
		return err
	}
	at, err := s.deleteLeader(ctx)
	if err != nil {
		return err
	}
	var after string
	err = s.until(ctx, "another operator leads", func() bool {
		pod, err := s.leader(ctx)
		if err != nil || pod.UID == before.UID {
			return false
		}
		after = pod.Name
		return true
	})
	if err != nil {
		return err
	}
	took := time.Since(at)
	if err := s.awaitClients(ctx); err != nil {
		return err
	}
	m := measured{what: "leading operator deleted, traffic stayed", to: vllm, bound: orphanBound, route: took}
	m.service, m.gateway = count(s.results.since(load.ByService, at)), count(s.results.since(load.ByGateway, at))
	m.calm = true
	s.measured = append(s.measured, m)
	s.out.say("leading operator deleted: %s leads after %s; by the Service %s, by the gateway %s", after, seconds(took), m.service, m.gateway)
	return nil
}

// conclude checks the flip history: it has the flips of the test, and no others.
func (s *stage) conclude(ctx context.Context) error {
	if err := s.show(ctx); err != nil {
		return err
	}
	out, err := s.node.Kubectl(ctx, "", "get", "codegenbackend", backendName, "-o", "jsonpath={range .status.flips[*]}{.to}{\"\\n\"}{end}")
	if err != nil {
		return err
	}
	flips := strings.Fields(out)
	moved := 0
	for _, m := range s.measured {
		if !m.calm {
			moved++
		}
	}
	if len(flips) != moved {
		return fmt.Errorf("the flip history has %d flips, want %d", len(flips), moved)
	}
	return nil
}
