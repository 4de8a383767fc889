// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// at is a narrator whose clock stands still.
func at(out *strings.Builder, since time.Duration) *narrator {
	return &narrator{out: out, since: func() time.Duration { return since }}
}

func TestNarration(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	tell := at(&out, 12345*time.Millisecond)
	tell.say("vllm killed … route moved after %s", seconds(310*time.Millisecond))
	tell.quote("$ kubectl get codegenbackends", "NAME   ACTIVE\nhapa   vllm  \n\n")
	tell.under("a\n\nb")
	want := `   12.3 s  vllm killed … route moved after 0.31 s
   12.3 s  $ kubectl get codegenbackends
           NAME   ACTIVE
           hapa   vllm
           a

           b
`
	if out.String() != want {
		t.Errorf("told\n%s\nwant\n%s", out.String(), want)
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	moment := metav1.MicroTime{Time: time.Date(2026, 5, 4, 3, 2, 1, 987_000_000, time.UTC)}
	for want, got := range map[string]string{
		"CONDITION   STATUS   REASON    MESSAGE\nReady       True     Serving   vllm serves\n": conditions([]metav1.Condition{{
			Type: "Ready", Status: metav1.ConditionTrue, Reason: "Serving", Message: "vllm serves"}}),
		"TIME           FROM   TO       REASON            MESSAGE\n03:02:01.987   vllm   legacy   ActiveUnhealthy   dead\n": flipHistory([]v1alpha1.Flip{{
			Time: moment, From: "vllm", To: "legacy", Reason: "ActiveUnhealthy", Message: "dead"}}),
		"MEASURED   TIME      BOUND\nkill       0.31 s    at most 1 s\nback       30.10 s   30 to 55 s\ntold       0.33 s    -\n": measurements([]measured{
			{what: "kill", took: 310 * time.Millisecond, most: time.Second},
			{what: "back", took: 30100 * time.Millisecond, least: 30 * time.Second, most: 55 * time.Second},
			{what: "told", took: 330 * time.Millisecond}}),
		"CANARY   THROUGH   VERDICT   CHUNKS   RATE   FIRST   TOTAL   OUTPUT\njay      vllm      Pass      64       17.5   201ms   -       Matched\n": canaries([]v1alpha1.CanaryStatus{{
			Name: "jay", Through: "vllm", Verdict: "Pass", Chunks: new(int32(64)), ChunksPerSecond: "17.5", FirstChunkMilliseconds: new(int64(201)), OutputMatched: "Matched"}}),
	} {
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestTail(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "", 2: "b\nc", 9: "a\nb\nc"} {
		if got := tail("a\nb\nc\n", n); got != want {
			t.Errorf("the last %d lines are %q, want %q", n, got, want)
		}
	}
}
