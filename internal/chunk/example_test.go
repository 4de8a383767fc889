// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

// The default range, for an answer of at most 512 tokens: fifty chunks of one token, and then ever larger ones.
func ExampleSchedule() {
	last, sizes := 0, []int(nil)
	for at := range chunk.NewSchedule(chunk.Range{Min: 50, Max: 100}, 512).Closes() {
		sizes, last = append(sizes, at-last), at
	}
	fmt.Println(sizes[:50])
	fmt.Println(sizes[50:], "and the last has", 512-last)
	// Output:
	// [1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1]
	// [1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7 7 7 8 8 8 9 9 9 10 10 11 11 11 12 12 12 13 13 14 14 14 15 15 16 16 16 17 17 18 19] and the last has 21
}

// A relay keeps what is held, and sends it when the joiner closes the chunk.
func ExampleJoiner() {
	words := strings.SplitAfter("def jay() -> None: print( \"Jay\" ) # and that is all", " ")
	now, held := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), ""
	j := chunk.NewJoiner(chunk.NewSchedule(chunk.Range{Min: 2, Max: 5}, len(words)), chunk.DefaultHold)
	for _, word := range words {
		held += word
		if j.Add(now, now, 1) {
			fmt.Printf("%q\n", held)
			held = ""
		}
		now = now.Add(20 * time.Millisecond)
	}
	if j.Flush(now) {
		fmt.Printf("%q\n", held)
	}
	fmt.Println(j.Stats().Chunks, "chunks, held for", j.Stats().LongestHold, "at most")
	// Output:
	// "def "
	// "jay() "
	// "-> None: "
	// "print( \"Jay\" ) "
	// "# and that is all"
	// 5 chunks, held for 100ms at most
}

// An engine that stalls: the hold closes the chunk.
func ExampleJoiner_Expire() {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	j := chunk.NewJoiner(chunk.NewSchedule(chunk.Range{Min: 1, Max: 3}, 500), 250*time.Millisecond)
	fmt.Println("closed:", j.Add(now, now, 1)) // The first chunk is never held.
	fmt.Println("closed:", j.Add(now, now, 1))

	tokens, by := j.Due()
	fmt.Println("due after", tokens, "more tokens, or in", by.Sub(now))
	fmt.Println("closed:", j.Expire(by), j.Stats().Forced)
	// Output:
	// closed: true
	// closed: false
	// due after 165 more tokens, or in 250ms
	// closed: true 1
}
