// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// A buffer on the way gives itself away by its times alone: nothing is missing from what it lets through. The engine takes 50
// milliseconds to its first token, so that nothing can come before that.
func TestBufferingProxyIsReported(t *testing.T) {
	t.Parallel()
	most := int64(20)
	for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen} {
		engine := started(t, p, sim.Script{Misbehave: sim.Buffered, TimeToFirstToken: 50 * ms})
		client := clientOf(t, Endpoint{Protocol: p, URL: engine.URL()})
		got := client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"})
		mustBe(t, got.Fault, "none")
		n := measure.Of(got.Events)
		results := measure.Judge(n, measure.Targets{FirstChunkMilliseconds: measure.Range{Max: &most}})
		hint := measure.Hint(measure.Evidence{Numbers: n, Results: results, Output: measure.NotChecked, Straight: true})
		if !strings.HasPrefix(hint, "Something on the way buffers the stream") {
			t.Errorf("%s: the hint is %q, of %+v", p, hint, n)
		}
	}
}
