// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package chunk says after which token a chunk of a streamed answer closes, so that the answer comes in as many chunks as
// were declared, however long it gets. It is pure: times are passed in, nothing is read, and the text is never seen, only
// counted. The same calls give the same chunks.
//
// [Schedule] is the law alone, in tokens. [Joiner] adds time to it: no text is held for longer than the hold.
//
// # The law
//
// Given a range lo..hi and a bound of T tokens, an answer of N tokens that come one by one gets
//
//	N chunks          for N < lo,
//	lo to hi chunks   for N ≥ lo.
//
// It does so by three rules. The first min(lo, hi−1) chunks have one token each. The sizes then grow. Chunk hi does not close
// before the end of the stream, whatever is left being in it.
//
// Proof. Let chunk k close after token b(k), with b(hi) beyond any N. An answer of N tokens has as many chunks as the least k
// with b(k) ≥ N, because the end of the stream closes the last one. As b(hi) ≥ N that is never more than hi. As b(k) = k for
// k < lo by the first rule, it is N for N < lo, and at least lo for N ≥ lo > b(lo−1). ∎
//
// T is not in the proof: a wrong T makes sizes grow too slowly or too fast, and the number of chunks stays in the range even
// beyond T.
//
// None of the rules can be left out. An answer of exactly lo tokens has lo chunks only if the lo−1 tokens before its last
// closed one each; and any hi-th close leaves the next token without a chunk. Where lo = hi the two meet: chunk lo can only
// close with the stream, so that it is lo−1 tokens that close a chunk each, and the rest comes at the end, or by the hold.
// Where lo < hi the lo-th token closes one as well, which the range does not ask for: it is the last before sizes grow.
//
// # How sizes grow
//
// By equal steps, so that T tokens just fill hi chunks. With R tokens left for the m chunks that are left, and a last size of g,
//
//	step = 2 · (R/m − g) / (m + 1),    the next size is g + step,
//
// which is the arithmetic series whose m sizes add up to R. The step is computed anew after each chunk, from what is left. So
// what came otherwise than planned (an event of many tokens, a chunk that the hold closed early) is made good by those to
// come, and the range is kept where it can be. The size is a fraction with 32 binary places, of which the whole part counts,
// and the step is never negative, so that no chunk is planned smaller than the one before it.
//
// With the step d at first, and time aside, no chunk has more than ⌈d⌉+2 tokens more than the one before it, nor does the last one of an
// answer of T tokens. Proof: cutting a size down to its whole part leaves e < 1 token for the m−1 chunks after it, which
// adds 2e/(m(m−1)) to the step. Over all m these add up to less than 2. ∎
//
// T ≤ hi gives R ≤ m, so that the step is 0 and every token is a chunk of its own.
//
// Where text can be held for only so long, large chunks at the end would be cut by the hold, and hi passed. So the [Joiner] tells
// the schedule at each close how many tokens come within the hold, by the pace of the answer so far, and sizes then grow by
// steeper steps and only so far:
//
//	step = w² / (w + 2 · (m·c − R)),    w = c − g,
//
// for sizes that reach c and stay there. So nearly as long an answer keeps the range as equal chunks of R/m would allow: 600 tokens and
// not 390, for 50..100 chunks and 50 tokens a second. An answer for which even those would be too long for the hold passes hi.
//
// Where T is unknown it is taken to be [AssumedTokens], and from half of that on twice the tokens so far. The sizes are those
// of T = [AssumedTokens] for the first half of it, and then grow ever faster: the series always has as many tokens ahead of it
// as behind. No chunk but hi is longer than all the text before it.
//
// # Events
//
// Engines send events, and an event stays whole. One of several tokens counts as such toward the size, and closes at most one
// chunk. With E events of at least one token each, there are between min(lo, E) and hi chunks: the proof above holds with
// events for tokens, as any event fills a chunk of one token. An event of no whole token waits for the rest of it.
//
// # Time
//
// Three promises come before the range. The first text is never held, so that a range of 1..1 is kept by answers of one event
// only. No text is held for longer than the hold. And a reader may flush before text that cannot be joined. Chunks that the
// hold closed are counted in [Stats].Forced, chunks beyond hi in [Stats].Over. All of them can make more than hi chunks but
// never fewer than min(lo, E), and the schedule plans anew after each: one stall in the middle of an answer costs nothing.
//
// A reader need not wait in the engine's socket. It may look when a chunk is due by [Joiner.Due], and then add what is
// there, giving as the time when the text came that of its last look: the text may have waited since then.
//
// # Rejected
//
// Equal sizes of R/m use the least of both the hold and the CPU, but jump: from 1 token to 81 in a range of 50..100 with
// T = 4096. Equal steps whatever the pace: the hold then cuts the last third of an answer. Sizes that grow by a ratio begin most gently, and are the worst where time is short: they spend many
// chunks before they reach the size that the hold allows, so that hi is passed sooner, and end with chunks of a tenth of the
// answer. Equal steps end at about twice the equal size. A table of closes made in advance cannot make good what came otherwise.
package chunk
