// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

// Account is what one request takes of a budget. It is for one goroutine. A nil Account has no bound.
type Account struct {
	budget *Budget
	key    string
	share  int64
	taken  int64
}

// Open opens an account for a request with a key, of which there are so many. A nil Budget gives a nil Account.
func (b *Budget) Open(key string, keys int) *Account {
	if b == nil {
		return nil
	}
	return &Account{budget: b, key: key, share: b.shareOf(keys)}
}

// Take takes bytes, and reports whether there was room for them.
func (a *Account) Take(n int64) bool {
	if a == nil || n <= 0 {
		return true
	}
	if !a.budget.take(a.key, n, a.share) {
		return false
	}
	a.taken += n
	return true
}

// step is by how much a Cover grows at least, so that not every token takes the lock.
const step = 4 << 10

// Cover takes what is missing to so many bytes in all, and some in advance.
func (a *Account) Cover(total int64) bool {
	if a == nil || total <= a.taken {
		return true
	}
	return a.Take(max(total-a.taken, step)) || a.Take(total-a.taken)
}

// Close gives everything back.
func (a *Account) Close() {
	if a != nil {
		a.budget.give(a.key, a.taken)
		a.taken = 0
	}
}
