// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/test/story"
)

// measured is how long something took, and how long it may.
type measured struct {
	what        string
	took        time.Duration
	least, most time.Duration // most 0: no bound
}

// check returns an error if a bound is exceeded.
func (m measured) check() error {
	if m.most > 0 && (m.took < m.least || m.took > m.most) {
		return fmt.Errorf("%s took %s, want %s", m.what, seconds(m.took), m.bound())
	}
	return nil
}

func (m measured) bound() string {
	switch {
	case m.most == 0:
		return "-"
	case m.least == 0:
		return fmt.Sprintf("at most %g s", m.most.Seconds())
	}
	return fmt.Sprintf("%g to %g s", m.least.Seconds(), m.most.Seconds())
}

// measurements is a table of times and bounds.
func measurements(all []measured) string {
	rows := [][]string{{"MEASURED", "TIME", "BOUND"}}
	for _, m := range all {
		rows = append(rows, []string{m.what, seconds(m.took), m.bound()})
	}
	return story.Columns(rows)
}
