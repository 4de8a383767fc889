// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// TestBudget: it is never exceeded, in all or by one key, and all of it comes back.
func TestBudget(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most, keys := rapid.Int64Range(0, 100).Draw(t, "most"), rapid.IntRange(1, 3).Draw(t, "keys")
		b := New(most)
		accounts := map[int]*Account{}
		for key := range keys {
			accounts[key] = b.Open(string(rune('a'+key)), keys)
		}
		for range rapid.IntRange(0, 50).Draw(t, "steps") {
			a := accounts[rapid.IntRange(0, keys-1).Draw(t, "key")]
			if rapid.IntRange(0, 4).Draw(t, "close") == 0 {
				a.Close()
				continue
			}
			n, before := rapid.Int64Range(0, 60).Draw(t, "bytes"), a.taken
			fits := b.Used()+n <= most && before+n <= a.share
			if got := a.Take(n); got != fits || a.taken != before+map[bool]int64{true: n}[fits] {
				t.Fatalf("%d of %d, %d used, %d by the key: %t", n, most, b.Used(), before, got)
			}
		}
		for _, a := range accounts {
			a.Close()
		}
		if b.Used() != 0 || len(b.byKey) != 0 {
			t.Fatalf("%d are used in the end, by %v", b.Used(), b.byKey)
		}
	})
}

func TestCover(t *testing.T) {
	t.Parallel()
	b := New(step + 10)
	a := b.Open("", 1)
	for _, c := range []struct {
		total, used int64
		ok          bool
	}{
		{0, 0, true}, {1, step, true}, {step, step, true}, {step + 1, step + 1, true}, {step + 10, step + 10, true}, {step + 11, step + 10, false},
	} {
		if ok := a.Cover(c.total); ok != c.ok || b.Used() != c.used {
			t.Errorf("to cover %d: %t, and %d are used, want %t and %d", c.total, ok, b.Used(), c.ok, c.used)
		}
	}
	a.Close()
	a.Close()
	if b.Used() != 0 {
		t.Errorf("%d are used in the end", b.Used())
	}
}

// TestWithoutABudget: nothing is bounded.
func TestWithoutABudget(t *testing.T) {
	t.Parallel()
	var none *Budget
	a := none.Open("", 1)
	if !a.Take(1<<60) || !a.Cover(1<<60) {
		t.Error("there is a bound")
	}
	a.Close()
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := New(1000)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for range 100 {
				a := b.Open("k", 1)
				_ = a.Take(30)
				if used := b.Used(); used < 0 || used > 1000 {
					t.Errorf("%d are used", used)
				}
				a.Close()
			}
		})
	}
	all.Wait()
	if b.Used() != 0 {
		t.Errorf("%d are used in the end", b.Used())
	}
}
