// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// ofCanary is what one canary asks on one way: a whole stream, the output, and each bound.
func ofCanary(b *v1alpha1.CodeGenBackend, spec *v1alpha1.CanarySpec, through v1alpha1.CanaryPath, from From) []Requirement {
	run := runOf(b, spec.Name, through)
	rows := []Requirement{wholeStream(run)}
	if spec.Expect != nil {
		rows = append(rows, output(run, spec.Expect))
	}
	for _, t := range targetsOf(b, spec) {
		rows = append(rows, bound(run, t))
	}
	for i := range rows {
		rows[i].Of, rows[i].Name, rows[i].Through = "canary", spec.Name, string(through)
		if from == FromHere && through == v1alpha1.ThroughRoute {
			rows[i].Verdict, rows[i].Measured, rows[i].Message = Skipped, "", ""
		}
	}
	return said(rows, run.Message)
}

// runOf is the latest run of a canary on a way; one that has not run has no verdict.
func runOf(b *v1alpha1.CodeGenBackend, name string, through v1alpha1.CanaryPath) v1alpha1.CanaryStatus {
	for i := range b.Status.Canaries {
		if c := b.Status.Canaries[i]; c.Name == name && c.Through == through {
			return c
		}
	}
	return v1alpha1.CanaryStatus{Name: name, Through: through}
}

// said puts the message of a run into the first row that does not hold.
func said(rows []Requirement, message string) []Requirement {
	for i := range rows {
		if rows[i].Verdict != Pass && rows[i].Verdict != Skipped {
			rows[i].Message = Tidy(message)
			break
		}
	}
	return rows
}

// wholeStreamWord is the target of a stream.
const wholeStreamWord = "Whole"

// wholeStream: a stream that came to its own end is judged by output and bounds; one that did not has a reason.
func wholeStream(run v1alpha1.CanaryStatus) Requirement {
	r := Requirement{Requirement: requiresStream, Target: wholeStreamWord, Measured: wholeStreamWord, Verdict: Pass}
	switch {
	case run.Verdict == "":
		r.Measured, r.Verdict = "", NotMeasured
	case run.Verdict == v1alpha1.VerdictInconclusive:
		r.Measured, r.Verdict = run.Reason, Inconclusive
	case run.Verdict == v1alpha1.VerdictFail && !judged(run):
		r.Measured, r.Verdict = run.Reason, Fail
	}
	return r
}

// judged tells whether a run came so far that its output or its bounds could be looked at.
func judged(run v1alpha1.CanaryStatus) bool {
	switch run.Reason {
	case v1alpha1.EngineOffTarget, v1alpha1.EngineOutputWrong, v1alpha1.EngineOutputFabricated:
		return true
	}
	return run.Verdict == v1alpha1.VerdictPass
}

func output(run v1alpha1.CanaryStatus, expect *v1alpha1.Expectation) Requirement {
	r := Requirement{Requirement: requiresOutput, Target: wanted(expect), Measured: string(run.OutputMatched)}
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

// wanted is an expectation in one line.
func wanted(e *v1alpha1.Expectation) string {
	const most = 60
	how := "matches"
	switch {
	case e.Contains != "":
		how = "contains"
	case e.Equals != "":
		how = "equals"
	}
	text := []rune(Tidy(cmp.Or(e.Contains, e.Equals, e.Matches)))
	if len(text) > most {
		text = append(text[:most-1], '…')
	}
	return how + " " + string(text)
}

// declared is one bound.
type declared struct{ target, want string }

// ContractOf is what a canary is held to: its own bounds, or those of the backend.
func ContractOf(b *v1alpha1.CodeGenBackend, spec *v1alpha1.CanarySpec) v1alpha1.ChunkingSpec {
	if spec.Targets != nil {
		return *spec.Targets
	}
	return b.Spec.Chunking.ChunkingSpec
}

// targetsOf are the bounds of a canary that are set.
func targetsOf(b *v1alpha1.CodeGenBackend, spec *v1alpha1.CanarySpec) []declared {
	c := ContractOf(b, spec)
	var all []declared
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
			all = append(all, declared{t.target, measure.Range{Min: t.bound.Min, Max: t.bound.Max}.String()})
		}
	}
	return all
}

// bound holds one bound against the result about it. A result that was judged by another bound says nothing of this one.
func bound(run v1alpha1.CanaryStatus, t declared) Requirement {
	r := Requirement{Requirement: t.target, Target: t.want, Verdict: NotMeasured}
	for _, c := range run.Results {
		if c.Target == t.target && c.Want == t.want {
			r.Measured, r.Verdict = c.Got, Verdict(c.Verdict)
		}
	}
	return r
}
