// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// A run that we cut off shows nothing, even where its result reaches the loop before the loop's own end.
func TestACutOffRunCountsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		notified := 0
		w := &worker{results: make(chan result, 1), config: &EngineConfig{}, notify: notifier{
			wake:    func() { notified++ },
			checked: func(Kind, health.Outcome) { notified++ },
			ran:     func(Run) { notified++ },
		}}
		c := &check{kind: KindCanary, cadence: Cadence{Period: time.Minute, Timeout: time.Second}}
		life, end := context.WithCancel(t.Context())
		w.start(life, c, func(ctx context.Context) result {
			<-ctx.Done()
			return result{outcome: inconclusive(reason.Unknown, "the check was cancelled"), update: func(*memory) { notified++ }}
		})
		end()
		w.record(<-w.results)
		if notified != 0 || c.running || c.refusals != 0 || c.streak != (health.Streak{}) {
			t.Errorf("notified %d times; the check is %+v", notified, c)
		}
	})
}
