// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"fmt"
	"time"
)

// Evidence is what a hint may be drawn from.
type Evidence struct {
	// Numbers and Results are those of one run; the text is not looked at.
	Numbers Numbers
	Results []Result
	Output  Output
	// Temperature is that of the request.
	Temperature float64
	// Straight: the run went straight to the engine, rather than through the route.
	Straight bool
}

const (
	// vanishing is the longest gap between chunks that came together. Hardly any engine that writes code makes a token and
	// flushes its event in less; and a burst takes no more even on a link of 1 Mbit/s, where 250 bytes, an event, take 2 ms.
	vanishing = 2 * time.Millisecond
	// several is how many chunks it takes for their gaps to say something. Engines hold back the last words while these may
	// be the beginning of a stop word, and then send them together: of three or four chunks that would be nearly all.
	several = 5
	// coarse is how many tokens to a chunk speak of a buffer. Some tokens are never a chunk of their own: the end token, the
	// halves of a character. They are few, and stay far from making up every other token.
	coarse = 2
	// standstill is how many usual gaps a first chunk is late by when the engine did not work on the request at all. The
	// prompts of canaries are short: reading one takes as long as a few tokens, and an engine that is slow is so in both.
	standstill = 10
	// steady is the highest temperature that is not suspected. Up to it sampling seldom leaves the likeliest token, so that
	// a wrong answer is the model's own.
	steady = 0.3
)

// hints are in the order of their strength: what times and counts show comes before what a setting makes likely.
var hints = []func(Evidence) string{
	bufferedOnTheWay,
	coarseChunks,
	keptWaiting,
	tooHot,
}

// Hint is one concrete piece of advice where the evidence supports one; "" otherwise. A run that fell short of nothing gets
// none. The first rule that holds wins.
func Hint(e Evidence) string {
	for _, hint := range hints {
		if advice := hint(e); advice != "" {
			return advice
		}
	}
	return ""
}

// bufferedOnTheWay knows a stream that was held back by its first chunk being late, and the others coming with it. Half of
// the time must have passed before, and not nearly all: a buffer of more than half of the stream gives it out in two bursts.
func bufferedOnTheWay(e Evidence) string {
	n := e.Numbers
	if !e.overran(TargetFirstChunkMilliseconds) || !n.cameTogether() || n.FirstChunk < n.Duration/2 {
		return ""
	}
	return "Something on the way buffers the stream: the first chunk came late, and the others right behind it. Look for a proxy " +
		"that buffers (nginx: proxy_buffering off, or the header X-Accel-Buffering: no) or that compresses event streams."
}

// coarseChunks holds only where a finer buffer would have met each target that was missed: a slow engine, or a short answer,
// stays one however it is cut.
func coarseChunks(e Evidence) string {
	perChunk := e.Numbers.tokensPerChunk()
	if perChunk < coarse || !e.fellShortOfChunks() || e.cutByToken().fellShortOfChunks() {
		return ""
	}
	return fmt.Sprintf("The chunk buffer is coarse: tokens come fast enough, but about %.0f of them share a chunk. Let the engine send "+
		"them in smaller groups (vLLM: --stream-interval).", perChunk)
}

// keptWaiting speaks of the engine, so that nothing may have stood before it; and it wants to have seen that the engine is
// not slow when it does work.
func keptWaiting(e Evidence) string {
	n := e.Numbers
	late := e.Straight && e.overran(TargetFirstChunkMilliseconds) && n.FirstChunk/standstill >= n.InterChunk.P95
	if !late || n.Chunks < several || n.cameTogether() || e.overran(TargetInterChunkMilliseconds) {
		return ""
	}
	return "The engine let the request wait and then generated at its usual pace. Look for a queue (vLLM: " +
		"vllm:num_requests_waiting) or a cold start, of the engine or of an adapter that is loaded on demand."
}

// tooHot leaves out what was fabricated: an answer from before the question was sampled at no temperature.
func tooHot(e Evidence) string {
	if suspect := e.Output == Wrong && e.Temperature > steady; !suspect {
		return ""
	}
	return fmt.Sprintf("The request was sampled at temperature %g, which makes answers vary. Try a lower one, such as 0.", e.Temperature)
}
