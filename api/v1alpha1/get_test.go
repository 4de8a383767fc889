// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// One line shows which engine serves, how well, and since when. The wide line also shows both engines.
func TestGetShowsOneLine(t *testing.T) {
	t.Parallel()
	b := served(t, newClient(t), "hapa")
	for _, form := range []struct {
		args         []string
		header, line string
	}{
		{
			header: "NAME ACTIVE READY CHUNKS RATE FIRST TOTAL OUTPUT SINCE AGE",
			line:   `hapa vllm True 57 15\.2 212ms 3740ms Matched 4h \d+s`,
		}, {
			args:   []string{"-o", "wide"},
			header: "NAME ACTIVE READY CHUNKS RATE FIRST TOTAL OUTPUT SINCE AGE MODE VLLM LEGACY ROUTED MESSAGE",
			line:   `hapa vllm True 57 15\.2 212ms 3740ms Matched 4h \d+s Auto Serving Timeout True vllm serves`,
		},
	} {
		header, line := get(t, b, form.args...)
		if header != form.header {
			t.Errorf("the header is\n\t%s\nand not\n\t%s", header, form.header)
		}
		if !regexp.MustCompile("^" + form.line + "$").MatchString(line) {
			t.Errorf("the line is\n\t%s\nand not like\n\t%s", line, form.line)
		}
	}
}

// served is an object whose status tells that vllm has served well for four hours.
func served(t *testing.T, c client.Client, name string) *v1alpha1.CodeGenBackend {
	t.Helper()
	b := made(t, c, name)
	now := time.Now()
	b.Status = v1alpha1.CodeGenBackendStatus{
		Active: v1alpha1.EngineVLLM,
		Since:  metav1.NewTime(now.Add(-4 * time.Hour)),
		Streaming: &v1alpha1.StreamingSummary{
			Chunks: new(int32(57)), ChunksPerSecond: "15.2", FirstChunk: "212ms", Duration: "3740ms", Output: v1alpha1.OutputMatched,
		},
		Engines: []v1alpha1.EngineStatus{
			{Name: v1alpha1.EngineVLLM, Health: v1alpha1.HealthHealthy, Reason: v1alpha1.EngineServing},
			{Name: v1alpha1.EngineLegacy, Health: v1alpha1.HealthUnhealthy, Reason: v1alpha1.EngineTimeout},
		},
		Conditions: []metav1.Condition{
			{
				Type:               v1alpha1.ConditionReady,
				Status:             metav1.ConditionTrue,
				Reason:             v1alpha1.ReasonServing,
				Message:            "vllm serves",
				LastTransitionTime: metav1.NewTime(now),
			},
			{
				Type:               v1alpha1.ConditionRouted,
				Status:             metav1.ConditionTrue,
				Reason:             v1alpha1.ReasonRoutesReady,
				LastTransitionTime: metav1.NewTime(now),
			},
		},
	}
	if err := c.Status().Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return b
}

// An object that no operator has seen yet shows empty columns and no error.
func TestGetBeforeThereIsAStatus(t *testing.T) {
	t.Parallel()
	b := made(t, newClient(t), "unseen")
	if _, line := get(t, b); !regexp.MustCompile(`^unseen \d+s$`).MatchString(line) {
		t.Errorf("the line is %q", line)
	}
}

// get is what kubectl prints of an object, runs of blanks made one.
func get(t *testing.T, b *v1alpha1.CodeGenBackend, args ...string) (header, line string) {
	t.Helper()
	out, err := shared.Kubectl(t.Context(), append([]string{"get", "cgb", b.Name, "-n", b.Namespace}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatalf("kubectl printed\n%s", out)
	}
	return strings.Join(strings.Fields(lines[0]), " "), strings.Join(strings.Fields(lines[1]), " ")
}
