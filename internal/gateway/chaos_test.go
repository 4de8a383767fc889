// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// faults are what can happen to an engine; each returns what ends it.
var faults = []func(*sim.Engine) func(){
	func(e *sim.Engine) func() { e.Kill(); return func() { _ = e.Revive() } },
	func(e *sim.Engine) func() { e.Vanish(); return e.Reappear },
	misbehaving(sim.Hang), misbehaving(sim.Hung), misbehaving(sim.NoFirstByte), misbehaving(sim.Truncated), misbehaving(sim.ErrorInStream), misbehaving(sim.Status500),
	misbehaving(sim.HeadersOnly), misbehaving(sim.Saturated), misbehaving(sim.Plain503), misbehaving(sim.Refuse),
}

func misbehaving(m sim.Misbehaviour) func(*sim.Engine) func() {
	return func(e *sim.Engine) func() {
		e.Misbehave(m)
		return func() { e.Misbehave(sim.None) }
	}
}

// calm is how long both engines are healthy between two faults: longer than it takes to find one of them silent, so that no request that
// leaves one engine finds the other one faulty as well.
const calm = 900 * time.Millisecond

// inject injects faults into one engine after the other, and never into both, until the context ends.
func inject(ctx context.Context, dice *rand.Rand, engines ...*sim.Engine) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	wait := func(d time.Duration) bool {
		pause.Reset(d)
		select {
		case <-ctx.Done():
			return false
		case <-pause.C:
			return true
		}
	}
	for wait(calm) {
		heal := faults[dice.IntN(len(faults))](engines[dice.IntN(len(engines))])
		wait(time.Duration(30+dice.IntN(300)) * time.Millisecond)
		heal()
	}
}

func TestAThousandRequestsWhileEnginesDie(t *testing.T) {
	const requests, clients = 1000, 40
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.silence(800*time.Millisecond, 2*time.Second)
	want := s.answers(20)
	for _, e := range []*sim.Engine{s.vllm, s.legacy} {
		e.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: 3 * time.Millisecond, Tokens: 120, Slots: -1})
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		inject(ctx, rand.New(rand.NewPCG(1, 2)), s.vllm, s.legacy)
	}()
	var next atomic.Int64
	var workers sync.WaitGroup
	for range clients {
		workers.Go(func() {
			for n := int(next.Add(1)); n <= requests; n = int(next.Add(1)) {
				s.checkOne(n, want)
			}
		})
	}
	workers.Wait()
	cancel()
	<-ended
	s.checkLog(requests)
}

// answers are the right answers to some prompts.
func (s *scene) answers(n int) []string {
	at := s.reference()
	all := make([]string, n)
	for i := range all {
		all[i] = s.answerFrom(at, prompt(i))
	}
	return all
}

func prompt(i int) string { return fmt.Sprintf("Write a line that prints %q", "Jay-"+strconv.Itoa(i)) }

var asked = []string{"chat", "completion", "codegen"}

func (s *scene) checkOne(n int, want []string) {
	k := kinds[asked[n%len(asked)]]
	more, least := "", 50
	if k.path == "/v1/completions" { // of the 16 tokens that it has by default, nothing may be left for sure
		more, least = `,"max_tokens":2000`, 1
	}
	a := s.post(s.t.Context(), k.path, k.body(prompt(n%len(want)), more))
	st := a.story(s.t)
	if a.err != nil || a.status != 200 || !st.done || st.failed != "" || st.text != want[n%len(want)] || len(st.ids) > 1 {
		s.t.Errorf("request %d: status %d, error %v, %+v, header %v, body %.300s", n, a.status, a.err, st, a.header, a.body)
	}
	over, _ := strconv.Atoi(a.trailer.Get(trailerOver))
	if st.chunks < least || st.chunks > 100+over {
		s.t.Errorf("request %d: %d chunks, of which %d over", n, st.chunks, over)
	}
}

func (s *scene) checkLog(requests int) {
	s.last(requests)
	s.mu.Lock()
	defer s.mu.Unlock()
	resumed, failedOver := 0, 0
	for _, r := range s.log {
		if r.Outcome != record.OK {
			s.t.Errorf("record %+v", r)
		}
		if r.Resumes > 0 {
			resumed++
		}
		if r.Failover != "" {
			failedOver++
		}
	}
	s.t.Logf("%d requests, %d resumed, %d failed over", requests, resumed, failedOver)
	if resumed == 0 || failedOver == 0 {
		s.t.Error("no fault had an effect")
	}
	if s.in != 0 {
		s.t.Errorf("%d requests are still counted as in flight", s.in)
	}
}
