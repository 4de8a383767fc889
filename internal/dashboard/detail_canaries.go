// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"math"
	"strconv"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Canary is one canary on one way, with its last runs.
type Canary struct {
	Name    string                 `json:"name"`
	Through v1alpha1.CanaryPath    `json:"through"`
	Model   string                 `json:"model,omitempty"`
	Verdict v1alpha1.Verdict       `json:"verdict,omitempty"` // empty: it has not run yet
	Reason  string                 `json:"reason,omitempty"`
	Message string                 `json:"message,omitempty"`
	Culprit v1alpha1.Culprit       `json:"culprit,omitempty"`
	Output  v1alpha1.OutputVerdict `json:"output,omitempty"`
	Ran     *time.Time             `json:"ran,omitempty"`
	Lines   []Line                 `json:"lines"`
	Advice
}

// Line is one measure of the last runs, the oldest first, with what is wanted.
type Line struct {
	Measure string  `json:"measure"` // Chunks, FirstChunkMilliseconds or ChunksPerSecond
	Points  []Point `json:"points"`
	Min     *int64  `json:"min,omitempty"`
	Max     *int64  `json:"max,omitempty"`
}

// Point is one run.
type Point struct {
	Time    time.Time        `json:"time"`
	Verdict v1alpha1.Verdict `json:"verdict,omitempty"`
	Value   *float64         `json:"value"` // null: nothing was measured
}

func canariesOf(b *v1alpha1.CodeGenBackend) []Canary {
	all := []Canary{}
	for i := range b.Spec.Canaries {
		spec := &b.Spec.Canaries[i]
		for _, through := range spec.Through {
			c := Canary{Name: spec.Name, Through: through, Model: spec.Model, Lines: []Line{}}
			for j := range b.Status.Canaries {
				if run := &b.Status.Canaries[j]; run.Name == spec.Name && run.Through == through {
					c.learn(run, page.ContractOf(b, spec))
				}
			}
			all = append(all, c)
		}
	}
	return all
}

// learn takes in the latest run, and those before it.
func (c *Canary) learn(run *v1alpha1.CanaryStatus, contract v1alpha1.ChunkingSpec) {
	c.Verdict, c.Reason, c.Message, c.Culprit = run.Verdict, run.Reason, page.Sanitize(run.Message), run.Culprit
	c.Output, c.Ran = run.OutputMatched, when(run.LastRunTime)
	if c.Verdict != v1alpha1.VerdictPass {
		c.Advice = advise(v1alpha1.ConditionVLLMHealthy, run.Reason)
	}
	c.Lines = []Line{
		lineOf("Chunks", contract.Chunks, run, func(r *v1alpha1.CanaryRun) *float64 { return float(r.Chunks) }),
		lineOf("FirstChunkMilliseconds", contract.FirstChunkMilliseconds, run, func(r *v1alpha1.CanaryRun) *float64 { return float(r.FirstChunkMilliseconds) }),
		lineOf("ChunksPerSecond", contract.ChunksPerSecond, run, rateOf(run)),
	}
}

func lineOf(measure string, bound *v1alpha1.Range, run *v1alpha1.CanaryStatus, of func(*v1alpha1.CanaryRun) *float64) Line {
	l := Line{Measure: measure, Points: []Point{}}
	if bound != nil {
		l.Min, l.Max = bound.Min, bound.Max
	}
	for i := len(run.History) - 1; i >= 0; i-- {
		r := &run.History[i]
		l.Points = append(l.Points, Point{Time: r.Time.Time, Verdict: r.Verdict, Value: of(r)})
	}
	return l
}

// rateOf is the rate of a run: of the latest as the operator has it, of the others from what is kept of them.
func rateOf(run *v1alpha1.CanaryStatus) func(*v1alpha1.CanaryRun) *float64 {
	return func(r *v1alpha1.CanaryRun) *float64 {
		if rate, err := strconv.ParseFloat(run.ChunksPerSecond, 64); err == nil && r == &run.History[0] {
			return &rate
		}
		if r.Chunks == nil || r.DurationMilliseconds == nil || *r.DurationMilliseconds == 0 {
			return nil
		}
		rate := math.Round(float64(*r.Chunks)*10000/float64(*r.DurationMilliseconds)) / 10
		return &rate
	}
}

func float[N int32 | int64](n *N) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}
