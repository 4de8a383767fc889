// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"fmt"
	"time"
)

// Evidence is what a hint is based on.
type Evidence struct {
	// Numbers and Results are those of one run; the text is not used.
	Numbers Numbers
	Results []Result
	Output  Output
	// Temperature is that of the request.
	Temperature float64
	// Straight: the run went straight to the engine, rather than through the route.
	Straight bool
}

const (
	// maxBurstGap is the longest gap between chunks that came together. Hardly any engine that writes code generates a token and
	// flushes its event in less, and the chunks of a burst are no further apart even on a link of 1 Mbit/s, where an event of 250
	// bytes takes 2 ms.
	maxBurstGap = 2 * time.Millisecond
	// minChunks is how many chunks it takes for their gaps to be evidence. Engines hold back the last words while these may be the
	// beginning of a stop word, and then send them together: of three or four chunks that would be nearly all.
	minChunks = 5
	// coarseTokens is how many tokens per chunk are evidence of a buffer. Some tokens are never a chunk of their own, such as the
	// end token and the halves of a character. They are few: far from every other token.
	coarseTokens = 2
	// queuedFactor is by how many usual gaps a first chunk is late when the engine did not work on the request at first. The
	// prompts of canaries are short: reading one takes as long as a few tokens, and a slow engine is slow in both.
	queuedFactor = 10
	// maxSteadyTemperature is the highest temperature at which a wrong answer is the model's own, because sampling seldom picks
	// another token than the likeliest.
	maxSteadyTemperature = 0.3
)

// hints are in the order of their strength: times and counts are stronger evidence than a setting.
var hints = []func(Evidence) string{
	bufferedOnPath,
	coarseChunks,
	queuedFirst,
	highTemperature,
}

// Hint is one concrete piece of advice where the evidence supports one; "" otherwise, and for a run that missed no target. The
// first rule that applies wins.
func Hint(e Evidence) string {
	for _, hint := range hints {
		if advice := hint(e); advice != "" {
			return advice
		}
	}
	return ""
}

// bufferedOnPath recognizes a stream that was held back: its first chunk is late, and the others come with it. It must come after
// half of the time, and not after nearly all: a buffer of more than half of the stream releases it in two bursts.
func bufferedOnPath(e Evidence) string {
	n := e.Numbers
	if !e.exceeded(TargetFirstChunkMilliseconds) || !n.isBurst() || n.FirstChunk < n.Duration/2 {
		return ""
	}
	return "Something on the way buffers the stream: the first chunk came late, and the others right behind it. Look for a proxy " +
		"that buffers (nginx: proxy_buffering off, or the header X-Accel-Buffering: no) or that compresses event streams."
}

// coarseChunks applies only where a finer buffer would have met each target that was missed: it helps neither a slow engine nor
// a short answer.
func coarseChunks(e Evidence) string {
	perChunk := e.Numbers.tokensPerChunk()
	if perChunk < coarseTokens || !e.fellShortOfChunks() || e.withChunkPerToken().fellShortOfChunks() {
		return ""
	}
	return fmt.Sprintf("The chunk buffer is coarse: tokens come fast enough, but about %.0f of them share a chunk. Let the engine send "+
		"them in smaller groups (vLLM: --stream-interval).", perChunk)
}

// queuedFirst is about the engine, so the run must have gone straight to it, and must show that the engine is not slow while it
// works.
func queuedFirst(e Evidence) string {
	n := e.Numbers
	late := e.Straight && e.exceeded(TargetFirstChunkMilliseconds) && n.FirstChunk/queuedFactor >= n.InterChunk.P95
	if !late || n.Chunks < minChunks || n.isBurst() || e.exceeded(TargetInterChunkMilliseconds) {
		return ""
	}
	return "The engine let the request wait and then generated at its usual pace. Look for a queue (vLLM: " +
		"vllm:num_requests_waiting) or a cold start, of the engine or of an adapter that is loaded on demand."
}

// highTemperature ignores fabricated answers: they were not sampled for this run.
func highTemperature(e Evidence) string {
	if suspect := e.Output == Wrong && e.Temperature > maxSteadyTemperature; !suspect {
		return ""
	}
	return fmt.Sprintf("The request was sampled at temperature %g, which makes answers vary. Try a lower one, such as 0.", e.Temperature)
}
