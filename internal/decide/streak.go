// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

// Health is what is known of an engine.
type Health string

// The healths.
const (
	// Unknown: not proven either way, or not any more since a restart. The empty Health means the same.
	Unknown Health = "Unknown"
	// Healthy: enough checks passed in a row, and not enough have failed since.
	Healthy Health = "Healthy"
	// Unhealthy: enough checks failed in a row, and not enough have passed since.
	Unhealthy Health = "Unhealthy"
)

// Thresholds turn streaks into health. Values below 1 count as 1.
type Thresholds struct {
	// Failure is how many failed checks in a row make an engine Unhealthy.
	Failure int
	// Success is how many passed checks in a row make an engine Healthy.
	Success int
}

// Streak is how many equal outcomes of one kind of check came in a row, and the health that follows. The zero Streak has
// seen nothing.
type Streak struct {
	// Verdict is that of the latest outcome that counts, Pass or Fail; empty before the first.
	Verdict Verdict
	// Count is how many outcomes with this verdict came in a row.
	Count int
	// Health changes only when Count reaches a threshold.
	Health Health
	// Reason and Message are those of the latest outcome that counts.
	Reason, Message string
	// Failure is the latest failed outcome: an Unhealthy engine that passes again, but not yet often enough, is still
	// explained by it.
	Failure Outcome
}

// Learn continues the streak with an outcome. An Inconclusive one changes nothing: it neither breaks nor extends the streak.
func (s Streak) Learn(o Outcome, t Thresholds) Streak {
	if !o.counts() {
		return s
	}
	if o.Verdict != s.Verdict {
		s.Count = 0
	}
	if o.Verdict == Fail {
		s.Failure = o
	}
	s.Verdict, s.Reason, s.Message = o.Verdict, o.Reason, o.Message
	s.Count++
	s.Health = s.judged(t)
	return s
}

func (s Streak) judged(t Thresholds) Health {
	switch {
	case s.Verdict == Pass && s.Count >= t.Success:
		return Healthy
	case s.Verdict == Fail && s.Count >= t.Failure:
		return Unhealthy
	case s.Health == "":
		return Unknown
	}
	return s.Health
}

// Unsettled tells that the next check should come faster, because it may change the health that others rely on: it is
// Unknown, or Healthy with the latest check failed. An Unhealthy engine has no such hurry.
func (s Streak) Unsettled() bool {
	switch s.Health {
	case Healthy:
		return s.Verdict == Fail
	case Unhealthy:
		return false
	}
	return true
}
