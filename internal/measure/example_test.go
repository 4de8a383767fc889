// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// A stream of three chunks, measured, judged and read.
func Example() {
	least, most := int64(5), int64(1000)
	events := []measure.Event{
		{At: 180 * time.Millisecond, Opening: true}, // The role alone is no chunk.
		{At: 200 * time.Millisecond, Opening: true, Text: "print("},
		{At: 260 * time.Millisecond, Opening: true, Text: `"Jay-bakomi"`},
		{At: 300 * time.Millisecond, Opening: true, Text: ")", Finish: true},
		{At: 301 * time.Millisecond, End: true},
	}

	n := measure.Of(events)
	for _, result := range measure.Judge(n, measure.Targets{
		Chunks:                 measure.Range{Min: &least},
		FirstChunkMilliseconds: measure.Range{Max: &most},
	}) {
		if result.Verdict == measure.Fail {
			fmt.Println(result.Sentence)
		}
		fmt.Println(result.Target, result.Want, result.Got, result.Verdict)
	}
	fmt.Println(measure.Expectation{Contains: `print("Jay-{{nonce}}")`}.Check(n.Text, "bakomi"))
	fmt.Println(measure.Expectation{Contains: `print("Jay-{{nonce}}")`}.Check(n.Text, "sotelu"))
	// Output:
	// Chunks was 3, 2 less than the 5 wanted.
	// Chunks 5.. 3 Fail
	// FirstChunkMilliseconds ..1000 200 Pass
	// Matched
	// Fabricated
}

// Sixty chunks, all of them after three seconds: each number but the first chunk looks fine.
func ExampleHint() {
	most := int64(1000)
	var events []measure.Event
	for range 60 {
		events = append(events, measure.Event{At: 3 * time.Second, Text: "pass\n"})
	}

	n := measure.Of(events)
	results := measure.Judge(n, measure.Targets{FirstChunkMilliseconds: measure.Range{Max: &most}})
	fmt.Println(measure.Hint(measure.Evidence{Numbers: n, Results: results, Output: measure.Matched}))
	// Output:
	// Something on the way buffers the stream: the first chunk came late, and the others right behind it. Look for a proxy that buffers (nginx: proxy_buffering off, or the header X-Accel-Buffering: no) or that compresses event streams.
}
