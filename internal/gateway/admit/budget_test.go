// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"testing"

	"pgregory.net/rapid"
)

// TestBudget: it is never exceeded, in all or by one key, and all of it comes back.
func TestBudget(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.Int64Range(0, 100).Draw(t, "most")
		b := newBudget(most)
		keys := rapid.IntRange(1, 3).Draw(t, "keys")
		share := b.shareOf(keys)
		taken := map[string]int64{}
		for range rapid.IntRange(0, 50).Draw(t, "steps") {
			key := string(rune('a' + rapid.IntRange(0, keys-1).Draw(t, "key")))
			n := rapid.Int64Range(0, 60).Draw(t, "bytes")
			if rapid.Bool().Draw(t, "give") {
				n = min(n, taken[key])
				b.give(key, n)
				taken[key] -= n
				continue
			}
			all := int64(0)
			for _, v := range taken {
				all += v
			}
			fits := all+n <= most && taken[key]+n <= share
			if got := b.take(key, n, share); got != fits {
				t.Fatalf("%d of %d for %s, with %v taken: %t", n, most, key, taken, got)
			}
			if fits {
				taken[key] += n
			}
		}
		for key, n := range taken {
			b.give(key, n)
		}
		if b.used != 0 || len(b.byKey) != 0 {
			t.Fatalf("%d are used in the end, by %v", b.used, b.byKey)
		}
	})
}
