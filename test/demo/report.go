// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/story"
)

// conclude shows the final status of the object, and what was measured.
func (d *demo) conclude(ctx context.Context) error {
	d.out.say("waiting for the last answers of the gateway's clients")
	served, err := d.clients.finish()
	if err != nil {
		return err
	}
	now, _ := d.observer.current()
	d.out.quote("the conditions at the end:", conditions(now.status.Conditions))
	d.out.quote("the flip history, newest first:", flipHistory(now.status.Flips))
	d.out.quote("measured times:", measurements(d.measured))
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	d.out.say("%s", served)
	d.out.say("demo: all steps passed")
	return nil
}

func conditions(all []metav1.Condition) string {
	rows := [][]string{{"CONDITION", "STATUS", "REASON", "MESSAGE"}}
	for _, c := range all {
		rows = append(rows, []string{c.Type, string(c.Status), c.Reason, c.Message})
	}
	return story.Columns(rows)
}

func flipHistory(flips []v1alpha1.Flip) string {
	rows := [][]string{{"TIME", "FROM", "TO", "REASON", "MESSAGE"}}
	for _, f := range flips {
		rows = append(rows, []string{f.Time.UTC().Format("15:04:05.000"), string(f.From), string(f.To), f.Reason, f.Message})
	}
	return story.Columns(rows)
}

// canaries is a table of what each canary measured.
func canaries(all []v1alpha1.CanaryStatus) string {
	rows := [][]string{{"CANARY", "THROUGH", "VERDICT", "CHUNKS", "RATE", "FIRST", "TOTAL", "OUTPUT"}}
	for _, c := range all {
		rows = append(rows, []string{
			c.Name, string(c.Through), orDash(string(c.Verdict)), number(c.Chunks, ""), orDash(c.ChunksPerSecond),
			number(c.FirstChunkMilliseconds, "ms"), number(c.DurationMilliseconds, "ms"), orDash(string(c.OutputMatched)),
		})
	}
	return story.Columns(rows)
}

// results is a table of the targets of the canaries.
func results(all []v1alpha1.CanaryStatus) string {
	rows := [][]string{{"CANARY", "THROUGH", "TARGET", "WANT", "GOT", "VERDICT"}}
	for _, c := range all {
		for _, result := range c.Results {
			rows = append(rows, []string{c.Name, string(c.Through), result.Target, result.Want, result.Got, string(result.Verdict)})
		}
	}
	return story.Columns(rows)
}

func number[N int32 | int64](n *N, unit string) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n, unit)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
