// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"reflect"
	"slices"
)

// carry takes over the streak and the appointment of the same canary, and drops the runs of one that was changed.
func (c *check) carry(before []*check, runs map[string][]Run) {
	i := slices.IndexFunc(before, func(b *check) bool { return reflect.DeepEqual(b.canary, c.canary) })
	if i < 0 {
		delete(runs, c.canary.Name)
		return
	}
	c.streak, c.due = before[i].streak, before[i].due
}

// differ tells whether models or addresses changed.
func differ(a, b Seen) bool {
	return !slices.Equal(a.Models, b.Models) || !slices.Equal(a.Addresses, b.Addresses)
}
