// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"slices"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// The engine stamps its sends. The recording's start lies between our call and the moment the engine had read the request,
// so that no event may have come before it was sent, however slow the machine is. How long after is for the benchmarks; here
// it only must not be seconds.
func TestTimesMatchTheEnginesTimestamps(t *testing.T) {
	t.Parallel()
	for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen} {
		engine := started(t, p, sim.Script{StampSends: true, TokenInterval: 2 * time.Millisecond, Tokens: 100})
		client := clientOf(t, Endpoint{Protocol: p, URL: engine.URL()})
		called := time.Now()
		got := client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"})
		mustBe(t, got.Fault, "none")
		request := engine.Requests()[0]
		if len(request.Sent) != len(got.Events) {
			t.Fatalf("%s: %d events were sent, %d came", p, len(request.Sent), len(got.Events))
		}
		var late []time.Duration
		for i, e := range got.Events {
			if latest := request.Time.Add(e.At); latest.Before(request.Sent[i]) {
				t.Errorf("%s: event %d came %v before it was sent", p, i, request.Sent[i].Sub(latest))
			}
			if i > 0 && e.At < got.Events[i-1].At || called.Add(e.At).After(time.Now()) {
				t.Errorf("%s: event %d came at %v, out of order", p, i, e.At)
			}
			late = append(late, called.Add(e.At).Sub(request.Sent[i]))
		}
		slices.Sort(late)
		if median := late[len(late)/2]; median > time.Second {
			t.Errorf("%s: half of the events came later than %v after they were sent", p, median)
		} else {
			t.Logf("%s: median %v, longest %v", p, median, late[len(late)-1])
		}
	}
}
