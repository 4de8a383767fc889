// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// health is the engine's health, and names the first canary that counts and failed in its latest run.
func (s *checks) health() health.EngineObservation {
	observed := health.Combine(s.streaks()...)
	failing := slices.IndexFunc(s.canaries, func(c *check) bool { return c.counts && c.streak.Verdict == health.Fail })
	if failing >= 0 && observed.Health != health.Unhealthy {
		observed.FailingCanary = s.canaries[failing].failure()
	}
	return observed
}

// failure says what the latest run of a canary came to, as part of a sentence.
func (c *check) failure() string {
	message := cmp.Or(strings.TrimSuffix(c.streak.Message, "."), "canary "+c.canary.Name)
	return fmt.Sprintf("%s (%s)", message, c.streak.Reason)
}

// streaks are those that make up the engine's health.
func (s *checks) streaks() []health.Streak {
	streaks := make([]health.Streak, 0, len(s.all))
	for _, c := range s.all {
		if c.counts && !c.neverHadRoom() {
			streaks = append(streaks, c.streak)
		}
	}
	return streaks
}

// maxRefusals is how many refusals in a row of an unproven canary keep an engine from becoming Healthy.
const maxRefusals = 2

// neverHadRoom reports whether an engine had no room for an unproven canary several times in a row. Such a canary does not keep
// the engine from serving.
func (c *check) neverHadRoom() bool {
	return c.kind == KindCanary && c.refusals >= maxRefusals && c.streak.Health != health.Healthy && c.streak.Health != health.Unhealthy
}
