// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// canaryRequirements are what one canary requires on one path: a complete stream, the output, and each bound.
func canaryRequirements(b *v1alpha1.CodeGenBackend, spec *v1alpha1.CanarySpec, through v1alpha1.CanaryPath, source Source) []Requirement {
	run := runOf(b, spec.Name, through)
	rows := []Requirement{streamRequirement(run)}
	if spec.Expect != nil {
		rows = append(rows, outputRequirement(run, spec.Expect))
	}
	for _, t := range boundsOf(b, spec) {
		rows = append(rows, boundRequirement(run, t))
	}
	for i := range rows {
		rows[i].Of, rows[i].Name, rows[i].Through = "canary", spec.Name, string(through)
		if source == SourceLocal && through == v1alpha1.ThroughRoute {
			rows[i].Verdict, rows[i].Measured, rows[i].Message = Skipped, "", ""
		}
	}
	return withMessage(rows, run.Message)
}

// runOf returns the latest run of a canary on a path; one that has not run has no verdict.
func runOf(b *v1alpha1.CodeGenBackend, name string, through v1alpha1.CanaryPath) v1alpha1.CanaryStatus {
	for i := range b.Status.Canaries {
		if c := b.Status.Canaries[i]; c.Name == name && c.Through == through {
			return c
		}
	}
	return v1alpha1.CanaryStatus{Name: name, Through: through}
}

// withMessage sets the message of a run on the first row that does not hold.
func withMessage(rows []Requirement, message string) []Requirement {
	for i := range rows {
		if rows[i].Verdict != Pass && rows[i].Verdict != Skipped {
			rows[i].Message = Sanitize(message)
			break
		}
	}
	return rows
}

// completeStream is the target of a stream.
const completeStream = "Complete"

// streamRequirement holds if the stream came to its end. What it held is left to the output and the bounds.
func streamRequirement(run v1alpha1.CanaryStatus) Requirement {
	r := Requirement{Requirement: requiresStream, Target: completeStream, Measured: completeStream, Verdict: Pass}
	switch {
	case run.Verdict == "":
		r.Measured, r.Verdict = "", NotMeasured
	case run.Verdict == v1alpha1.VerdictInconclusive:
		r.Measured, r.Verdict = run.Reason, Inconclusive
	case run.Verdict == v1alpha1.VerdictFail && !ended(run):
		r.Measured, r.Verdict = run.Reason, Fail
	}
	return r
}

// ended reports whether the stream of a run ended, so that its output and bounds could be checked.
func ended(run v1alpha1.CanaryStatus) bool {
	switch run.Reason {
	case v1alpha1.EngineOffTarget, v1alpha1.EngineOutputWrong, v1alpha1.EngineOutputFabricated:
		return true
	}
	return run.Verdict == v1alpha1.VerdictPass
}

func outputRequirement(run v1alpha1.CanaryStatus, expect *v1alpha1.Expectation) Requirement {
	r := Requirement{Requirement: requiresOutput, Target: describe(expect), Measured: string(run.OutputMatched)}
	switch run.OutputMatched {
	case v1alpha1.OutputMatched:
		r.Verdict = Pass
	case v1alpha1.OutputWrong, v1alpha1.OutputFabricated:
		r.Verdict = Fail
	default:
		r.Measured, r.Verdict = "", NotMeasured
	}
	return r
}

// describe returns an expectation as one line.
func describe(e *v1alpha1.Expectation) string {
	const maxLength = 60
	how := "matches"
	switch {
	case e.Contains != "":
		how = "contains"
	case e.Equals != "":
		how = "equals"
	}
	text := []rune(Sanitize(cmp.Or(e.Contains, e.Equals, e.Matches)))
	if len(text) > maxLength {
		text = append(text[:maxLength-1], '…')
	}
	return how + " " + string(text)
}

// declaredBound is one bound of a canary.
type declaredBound struct{ target, want string }

// ContractOf returns the bounds of a canary: its own, or those of the backend.
func ContractOf(b *v1alpha1.CodeGenBackend, spec *v1alpha1.CanarySpec) v1alpha1.ChunkingSpec {
	if spec.Targets != nil {
		return *spec.Targets
	}
	return b.Spec.Chunking.ChunkingSpec
}

// boundsOf returns the bounds of a canary that are set.
func boundsOf(b *v1alpha1.CodeGenBackend, spec *v1alpha1.CanarySpec) []declaredBound {
	c := ContractOf(b, spec)
	var all []declaredBound
	for _, t := range []struct {
		target string
		bound  *v1alpha1.Range
	}{
		{measure.TargetChunks, c.Chunks},
		{measure.TargetDurationMilliseconds, c.DurationMilliseconds},
		{measure.TargetChunksPerSecond, c.ChunksPerSecond},
		{measure.TargetFirstChunkMilliseconds, c.FirstChunkMilliseconds},
		{measure.TargetInterChunkMilliseconds, c.InterChunkMilliseconds},
	} {
		if t.bound != nil && (t.bound.Min != nil || t.bound.Max != nil) {
			all = append(all, declaredBound{t.target, measure.Range{Min: t.bound.Min, Max: t.bound.Max}.String()})
		}
	}
	return all
}

// boundRequirement is a bound with its result. A result for another value of the bound says nothing about this one.
func boundRequirement(run v1alpha1.CanaryStatus, t declaredBound) Requirement {
	r := Requirement{Requirement: t.target, Target: t.want, Verdict: NotMeasured}
	for _, c := range run.Results {
		if c.Target == t.target && c.Want == t.want {
			r.Measured, r.Verdict = c.Got, Verdict(c.Verdict)
		}
	}
	return r
}
