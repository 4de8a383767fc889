// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "github.com/codegen-dev/codegen-operator/internal/protocol"

// hiddenTokens are those of an answer that nothing shows, such as the marks around reasoning.
const hiddenTokens = 4

// tokens bounds how many tokens were generated. An event is not a token: engines put several into one. What an engine counts itself is
// exact; otherwise there is one at least in each event with something in it, and no more than it has bytes.
type tokens struct {
	atLeast, atMost int
	// spread is how far the two are apart by what engines before this one left uncounted.
	spread int
	// byIDs: the ids of the tokens come, and are counted.
	byIDs bool
}

// add counts an event. The usage in it is that of the whole answer, with what engines before this one generated.
func (t *tokens) add(ev *protocol.Event) {
	if t.byIDs {
		return
	}
	if ev.Usage != nil && t.take(ev.Usage) {
		return
	}
	if !ev.Chunk() {
		return
	}
	t.atLeast++
	if t.atMost == 0 && len(ev.Reasoning) > 0 {
		t.atMost = hiddenTokens
	}
	t.atMost += len(ev.Text) + len(ev.Reasoning) + len(ev.Arguments)
}

// take takes what an engine counted.
func (t *tokens) take(usage []byte) bool {
	counted, told := protocol.CompletionTokens(usage)
	if told = told && counted >= t.atLeast-t.spread; told {
		t.atLeast, t.atMost = counted, counted+t.spread
	}
	return told
}

// addOne adds an event whose text is not told.
func (t *tokens) addOne() { t.atLeast++; t.atMost++ }

// exactly counts tokens whose ids came.
func (t *tokens) exactly(n int) {
	t.byIDs = true
	t.atLeast += n
	t.atMost += n
}

// handOver is called when another engine goes on with the answer.
func (t *tokens) handOver() { t.spread, t.byIDs = t.atMost-t.atLeast, false }
