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

// Canary is one canary on one path, with its last runs.
type Canary struct {
	Name    string                 `json:"name"`
	Through v1alpha1.CanaryPath    `json:"through"`
	Model   string                 `json:"model,omitempty"`
	Verdict v1alpha1.Verdict       `json:"verdict,omitempty"` // empty if it has not run yet
	Reason  string                 `json:"reason,omitempty"`
	Message string                 `json:"message,omitempty"`
	Culprit v1alpha1.Culprit       `json:"culprit,omitempty"`
	Output  v1alpha1.OutputVerdict `json:"output,omitempty"`
	Ran     *time.Time             `json:"ran,omitempty"`
	Series  []Series               `json:"series"`
	Advice
}

// Series is one measurement of the last runs, the oldest first, with its bounds.
type Series struct {
	Measure string  `json:"measure"` // Chunks, FirstChunkMilliseconds or ChunksPerSecond
	Points  []Point `json:"points"`
	Min     *int64  `json:"min,omitempty"`
	Max     *int64  `json:"max,omitempty"`
}

// Point is one run.
type Point struct {
	Time    time.Time        `json:"time"`
	Verdict v1alpha1.Verdict `json:"verdict,omitempty"`
	Value   *float64         `json:"value"` // null if nothing was measured
}

func canariesOf(b *v1alpha1.CodeGenBackend) []Canary {
	all := []Canary{}
	for i := range b.Spec.Canaries {
		spec := &b.Spec.Canaries[i]
		for _, through := range spec.Through {
			c := Canary{Name: spec.Name, Through: through, Model: spec.Model, Series: []Series{}}
			for j := range b.Status.Canaries {
				if run := &b.Status.Canaries[j]; run.Name == spec.Name && run.Through == through {
					c.setRuns(run, page.ContractOf(b, spec))
				}
			}
			all = append(all, c)
		}
	}
	return all
}

// setRuns sets the latest run, and those before it.
func (c *Canary) setRuns(run *v1alpha1.CanaryStatus, contract v1alpha1.ChunkingSpec) {
	c.Verdict, c.Reason, c.Message, c.Culprit = run.Verdict, run.Reason, page.Sanitize(run.Message), run.Culprit
	c.Output, c.Ran = run.OutputMatched, when(run.LastRunTime)
	if c.Verdict != v1alpha1.VerdictPass {
		c.Advice = adviceFor(v1alpha1.ConditionVLLMHealthy, run.Reason)
	}
	c.Series = []Series{
		seriesOf("Chunks", contract.Chunks, run, func(r *v1alpha1.CanaryRun) *float64 { return float(r.Chunks) }),
		seriesOf(
			"FirstChunkMilliseconds",
			contract.FirstChunkMilliseconds,
			run,
			func(r *v1alpha1.CanaryRun) *float64 { return float(r.FirstChunkMilliseconds) },
		),
		seriesOf("ChunksPerSecond", contract.ChunksPerSecond, run, rateOf(run)),
	}
}

func seriesOf(measure string, bound *v1alpha1.Range, run *v1alpha1.CanaryStatus, of func(*v1alpha1.CanaryRun) *float64) Series {
	l := Series{Measure: measure, Points: []Point{}}
	if bound != nil {
		l.Min, l.Max = bound.Min, bound.Max
	}
	for i := len(run.History) - 1; i >= 0; i-- {
		r := &run.History[i]
		l.Points = append(l.Points, Point{Time: r.Time.Time, Verdict: r.Verdict, Value: of(r)})
	}
	return l
}

// rateOf returns the rate of a run: the latest has it in the status, for the others it is computed from chunks and duration.
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
