// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// List renders a table of backends, a line for each.
func List(all []*v1alpha1.CodeGenBackend, now time.Time, paint Paint) string {
	return ListHeader(paint) + ListRows(all, now, paint)
}

// ListHeader renders the first line of that table.
func ListHeader(paint Paint) string {
	return writeList(grid{headings("NAMESPACE", "NAME", "ACTIVE", "READY", "VLLM", "LEGACY", "CHUNKS", "FIRST", "OUTPUT", "SINCE")}, paint)
}

// ListRows renders the other lines. Their columns have fixed least widths, so that lines can be printed as they come.
func ListRows(all []*v1alpha1.CodeGenBackend, now time.Time, paint Paint) string {
	rows := grid{}
	for _, b := range all {
		rows = append(rows, line(b, now))
	}
	return writeList(rows, paint)
}

// listWidths are the least widths of the columns.
var listWidths = []int{12, 16, 6, 7, 18, 18, 6, 7, 10}

func writeList(rows grid, paint Paint) string {
	var out strings.Builder
	for _, row := range rows {
		for i, least := range listWidths {
			row[i].text += strings.Repeat(" ", max(least-columns(row[i].text), 0))
		}
		grid{row}.write(&out, "", paint)
	}
	return out.String()
}

func line(b *v1alpha1.CodeGenBackend, now time.Time) []cell {
	ready, tone := "-", Doubtful
	if c := conditionOf(b, v1alpha1.ConditionReady); c != nil {
		ready, tone = string(c.Status), ToneOfCondition(*c)
	}
	streaming := cmp.Or(b.Status.Streaming, &v1alpha1.StreamingSummary{})
	vllm, legacy := engineOf(b, v1alpha1.EngineVLLM), engineOf(b, v1alpha1.EngineLegacy)
	s := &builder{now: now}
	return []cell{
		{b.Namespace, Plain}, {b.Name, Plain}, {dash(string(b.Status.Active)), Plain}, {ready, tone},
		{dash(vllm.Reason), toneOfHealth(vllm.Health)}, {dash(legacy.Reason), toneOfHealth(legacy.Health)},
		{number(streaming.Chunks), Plain}, {dash(streaming.FirstChunk), Plain}, {dash(string(streaming.Output)), toneOfOutput(streaming.Output)},
		{s.age(b.Status.Since.Time), Plain},
	}
}
