// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"strconv"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// canaries writes the latest runs, and below them each result that does not hold.
func (s *builder) canaries(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	var unmet []string
	for i := range b.Status.Canaries {
		c := &b.Status.Canaries[i]
		rows = append(rows, []cell{
			{c.Name, Plain}, {string(c.Through), Plain}, {dash(string(c.Verdict)), toneOfVerdict(c.Verdict)},
			{number(c.Chunks), Plain}, {dash(c.ChunksPerSecond), Plain},
			{milliseconds(c.FirstChunkMilliseconds), Plain}, {milliseconds(c.DurationMilliseconds), Plain},
			{dash(string(c.OutputMatched)), toneOfOutput(c.OutputMatched)},
			{s.age(c.LastRunTime.Time), Plain},
		})
		unmet = append(unmet, shortfalls(c)...)
	}
	s.section("Canaries", rows, headings("NAME", "THROUGH", "VERDICT", "CHUNKS", "RATE", "FIRST", "TOTAL", "OUTPUT", "RUN"))
	for _, line := range unmet {
		s.WriteString("  - " + line + "\n")
	}
}

// shortfalls returns a line for each target that a run missed.
func shortfalls(c *v1alpha1.CanaryStatus) []string {
	var lines []string
	who := fmt.Sprintf("%s through %s: ", c.Name, c.Through)
	for _, result := range c.Results {
		if result.Verdict != v1alpha1.VerdictPass && c.Message == "" { // the message names each
			lines = append(lines, fmt.Sprintf("%s%s is %s, want %s", who, result.Target, result.Got, result.Want))
		}
	}
	if c.Message != "" {
		lines = append(lines, who+c.Reason+": "+Sanitize(c.Message))
	}
	if c.Culprit != "" {
		lines = append(lines, who+"the culprit is the "+string(c.Culprit))
	}
	return lines
}

func toneOfVerdict(v v1alpha1.Verdict) Tone {
	switch v {
	case v1alpha1.VerdictPass:
		return Good
	case v1alpha1.VerdictFail:
		return Bad
	default:
		return Doubtful
	}
}

func toneOfOutput(o v1alpha1.OutputVerdict) Tone {
	switch o {
	case v1alpha1.OutputMatched:
		return Good
	case v1alpha1.OutputWrong, v1alpha1.OutputFabricated:
		return Bad
	default:
		return Plain
	}
}

func number(n *int32) string {
	if n == nil {
		return "-"
	}
	return strconv.Itoa(int(*n))
}

func milliseconds(n *int64) string {
	if n == nil {
		return "-"
	}
	return strconv.FormatInt(*n, 10) + "ms"
}
