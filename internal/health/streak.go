// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package health

import "github.com/codegen-dev/codegen-operator/api/reason"

// Streak counts equal outcomes in a row of one kind of check, and holds the health that follows from them. The zero Streak
// has recorded nothing.
type Streak struct {
	// Verdict is that of the latest outcome that counts, Pass or Fail; empty before the first.
	Verdict Verdict
	// Count is how many outcomes with this verdict came in a row.
	Count int
	// Health changes only when Count reaches a threshold.
	Health Health
	// Reason and Message are those of the latest outcome that counts.
	Reason  reason.Reason
	Message string
	// Failure is the latest failed outcome. It explains an Unhealthy engine that passes again, but not yet often enough.
	Failure Outcome
}

// Record continues the streak with an outcome. An Inconclusive one changes nothing: it neither breaks nor extends the streak.
func (s Streak) Record(o Outcome, t Thresholds) Streak {
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
	s.Health = s.healthBy(t)
	return s
}

func (s Streak) healthBy(t Thresholds) Health {
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

// Unconfirmed reports whether the next check should come sooner, because it may change the health that others rely on: the
// health is Unknown, or Healthy although the latest check failed. An Unhealthy engine is checked at the usual pace.
func (s Streak) Unconfirmed() bool {
	switch s.Health {
	case Healthy:
		return s.Verdict == Fail
	case Unhealthy:
		return false
	}
	return true
}
