// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/dashboard"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// now is five minutes after the start of the recordings.
var now = time.Date(2026, 11, 1, 12, 5, 0, 0, time.UTC)

// TestStates: the state of every recorded object.
func TestStates(t *testing.T) {
	t.Parallel()
	other := map[string]dashboard.State{
		"both-down": dashboard.Down, "paused-unserved": dashboard.Down, "pinned-to-unhealthy": dashboard.Down, "selecting-both-down": dashboard.Down,
		"created": dashboard.Waiting, "selecting": dashboard.Waiting, "changed-proving": dashboard.Waiting, "failing-over-unserved": dashboard.Waiting,
		"fixed": dashboard.Waiting, "observing-from-the-start": dashboard.Waiting,
		"stalled-address": dashboard.Stalled, "stalled-secret": dashboard.Stalled, "stalled-not-owned": dashboard.Stalled, "stalled-secret-while-serving": dashboard.Stalled,
		"failed-over": dashboard.Degraded, "serving-legacy": dashboard.Degraded, "failing-back-in-steps": dashboard.Degraded,
	}
	recorded, err := filepath.Glob("../../config/argocd/testdata/*.yaml")
	if err != nil || len(recorded) < 20 {
		t.Fatalf("%d recordings, %v", len(recorded), err)
	}
	for _, path := range recorded {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		want := other[name]
		if want == "" {
			want = dashboard.OK
		}
		if got := dashboard.NewSummary(recording(t, path)).State; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// TestDetail: the details of an object with every field.
func TestDetail(t *testing.T) {
	t.Parallel()
	b := recording(t, everything)
	d := dashboard.NewDetail(b, page.Korean, now)
	if diff := cmp.Diff(page.NewReport(b, page.SourceCluster).Localize(page.Korean), d.Report); diff != "" {
		t.Errorf("the table is not that of kubectl codegen report: %s", diff)
	}
	if len(d.Engines) != 2 || d.Engines[0].Address != "vllm-app:8002" || d.Engines[0].Do == "" || len(d.Engines[0].Models) != 3 ||
		d.Engines[1].KeyCheck != v1alpha1.KeyNotEnforced {
		t.Errorf("the engines are %+v", d.Engines)
	}
	if len(d.Canaries) != 5 || len(d.Routes) != 2 || len(d.Flips) != 4 || d.Facts.Pin == nil || d.Facts.Pin.Expired || !d.Facts.Behind {
		t.Errorf("%d canaries, %d routes, %d flips, facts %+v", len(d.Canaries), len(d.Routes), len(d.Flips), d.Facts)
	}
	if until := d.Facts.CooldownUntil; until == nil || !until.Equal(b.Status.Flips[0].Time.Add(20*time.Minute)) {
		t.Errorf("the cooldown ends at %v", until)
	}
	text, err := json.Marshal(d)
	if err != nil || strings.ContainsRune(string(text), '\x1b') || strings.Contains(string(text), `\u001b`) {
		t.Errorf("an escape came through, or %v", err)
	}
}

// TestSeries: the last runs, the oldest first, with their bounds.
func TestSeries(t *testing.T) {
	t.Parallel()
	b := recording(t, everything)
	run := &b.Status.Canaries[2] // on-target through legacy
	run.History = []v1alpha1.CanaryRun{
		{Verdict: v1alpha1.VerdictPass, Chunks: new(int32(57)), FirstChunkMilliseconds: new(int64(212)), DurationMilliseconds: new(int64(3740))},
		{Verdict: v1alpha1.VerdictInconclusive},
		{Verdict: v1alpha1.VerdictFail, Chunks: new(int32(40)), FirstChunkMilliseconds: new(int64(300)), DurationMilliseconds: new(int64(4000))},
	}
	lines := dashboard.NewDetail(b, page.English, now).Canaries[2].Series
	want := map[string][]any{"Chunks": {40.0, nil, 57.0}, "FirstChunkMilliseconds": {300.0, nil, 212.0}, "ChunksPerSecond": {10.0, nil, 15.2}}
	for _, line := range lines {
		var got []any
		for _, p := range line.Points {
			if p.Value == nil {
				got = append(got, nil)
				continue
			}
			got = append(got, *p.Value)
		}
		if diff := cmp.Diff(want[line.Measure], got); diff != "" {
			t.Errorf("%s: %s", line.Measure, diff)
		}
	}
	if c := lines[0]; len(lines) != 3 || *c.Min != 50 || *c.Max != 100 || lines[1].Min != nil || *lines[1].Max != 1000 || lines[2].Max != nil {
		t.Errorf("the series are %+v", lines)
	}
}

// TestAdvice: each condition that needs attention has the meaning of its reason, and advice without links.
func TestAdvice(t *testing.T) {
	t.Parallel()
	recorded, _ := filepath.Glob("../../config/argocd/testdata/*.yaml")
	advised := 0
	for _, path := range recorded {
		for _, c := range dashboard.NewDetail(recording(t, path), page.English, now).Conditions {
			if c.Tone == page.Good || c.Reason == "" {
				continue
			}
			if c.Means == "" {
				t.Errorf("%s: no advice on %s of %s", path, c.Reason, c.Type)
			}
			if c.Do != "" {
				advised++
			}
			if strings.Contains(c.Do+c.Means, "](") {
				t.Errorf("%s: a link in %q", path, c.Do)
			}
		}
	}
	if advised < 20 {
		t.Errorf("only %d conditions have advice", advised)
	}
}
