// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package chunk decides after which token a chunk of a streamed answer closes, so that the answer comes in as many chunks as are
// declared, however long it gets. It is pure: the caller passes in times, nothing is read, and text is only counted, never seen.
// The same calls give the same chunks.
//
// [Schedule] counts tokens alone. [Joiner] adds time: no text is held for longer than the hold.
//
// # The range
//
// Given a range lo..hi and a bound of T tokens, an answer of N tokens that come one by one gets
//
//	N chunks          for N < lo,
//	lo to hi chunks   for N ≥ lo.
//
// Three rules achieve this. The first min(lo, hi−1) chunks have one token each. The sizes then grow. Chunk hi does not close before
// the end of the stream, and holds whatever is left.
//
// Proof. Let chunk k close after token b(k), with b(hi) beyond any N. An answer of N tokens has as many chunks as the least k
// with b(k) ≥ N, because the end of the stream closes the last one. As b(hi) ≥ N that is never more than hi. As b(k) = k for
// k < lo by the first rule, it is N for N < lo, and at least lo for N ≥ lo > b(lo−1). ∎
//
// T is not in the proof: a wrong T makes sizes grow too slowly or too fast, and the number of chunks stays in the range even
// beyond T.
//
// All three rules are needed. An answer of exactly lo tokens has lo chunks only if each of the first lo−1 tokens closed one; and a
// close of chunk hi would leave the next token without a chunk. Where lo = hi the two meet: chunk lo can only close with the stream,
// so that lo−1 tokens close a chunk each, and the rest comes at the end, or by the hold. Where lo < hi the token number lo closes one
// as well, which the range does not ask for: it is the last before sizes grow.
//
// # How sizes grow
//
// Sizes grow by equal steps, so that T tokens just fill hi chunks. With R tokens left for the m chunks that are left, and a last size
// of g,
//
//	step = 2 · (R/m − g) / (m + 1),    the next size is g + step,
//
// which is the arithmetic series whose m sizes add up to R. The step is computed again after each chunk, from what is left. So later
// chunks compensate for what did not come as planned (an event of many tokens, a chunk that the hold closed early), and the range is
// kept where possible. The size is a fraction with 32 binary places, of which the whole part counts, and the step is never negative,
// so that no chunk is planned smaller than the one before it.
//
// If the first step is d, and time aside, no chunk has more than ⌈d⌉+2 tokens more than the one before it, nor has the last one of an
// answer of T tokens. Proof: cutting a size down to its whole part leaves e < 1 token for the m−1 chunks after it, which
// adds 2e/(m(m−1)) to the step. Over all m these add up to less than 2. ∎
//
// T ≤ hi gives R ≤ m, so that the step is 0 and every token is a chunk of its own.
//
// The hold would cut large chunks at the end, so that the answer passes hi. So the [Joiner] tells the schedule at each close how many
// tokens come within the hold, by the pace of the answer so far. Sizes then grow by steeper steps, and only up to that:
//
//	step = w² / (w + 2 · (m·c − R)),    w = c − g,
//
// for sizes that reach c and stay there. So an answer keeps the range that is nearly as long as equal chunks of R/m would allow: 600
// tokens instead of 390, for 50..100 chunks and 50 tokens a second. An answer passes hi if even equal chunks are too long for the hold.
//
// An unknown T is taken to be [AssumedTokens], and from half of that on twice the tokens so far. So the sizes are those of
// T = [AssumedTokens] for the first half of it, and then grow ever faster: as many tokens are expected as there were. No chunk but hi
// is longer than all the text before it.
//
// # Events
//
// Engines send events, and an event is never split. An event of several tokens counts as such toward the size, and closes at most one
// chunk. With E events of at least one token each, there are between min(lo, E) and hi chunks: the proof above holds with events in
// place of tokens, because any event fills a chunk of one token. An event of less than a token waits for the rest of it.
//
// # Time
//
// Three promises come before the range. The first text is never held, so that only answers of one event keep a range of 1..1. No text
// is held for longer than the hold. And a caller may flush before text that cannot be joined. [Stats].Forced counts chunks that the hold
// closed, and [Stats].Over those beyond hi. Together these can make more than hi chunks but never fewer than min(lo, E), and the
// schedule adapts after each: one stall in the middle of an answer costs nothing.
//
// A caller need not wait for each token. It may read when a chunk is due by [Joiner.Due], and then add what is there. It passes the time of
// its previous read as the time when the text came, because the text may have waited since then.
//
// # Rejected
//
// Equal sizes of R/m need the least hold and the least CPU, but jump: from 1 token to 81 in a range of 50..100 with T = 4096. With equal
// steps at any pace, the hold cuts the last third of an answer. Sizes that grow by a ratio begin most gently, but are the worst where
// time is short: many chunks pass before they reach the size that the hold allows, so that the answer passes hi sooner, and they end with
// chunks of a tenth of the answer. Equal steps end at about twice the equal size. A table of closes that is made in advance cannot
// compensate for what does not come as planned.
package chunk
