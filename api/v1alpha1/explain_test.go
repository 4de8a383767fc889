// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// explain runs kubectl explain. The API server publishes what it reads a moment after it serves the CRD, which is waited for.
func explain(t *testing.T, args ...string) string {
	t.Helper()
	var out string
	var err error
	published := func(ctx context.Context) (bool, error) {
		out, err = shared.Kubectl(ctx, append([]string{"explain"}, args...)...)
		return err == nil, nil
	}
	if wait.PollUntilContextTimeout(t.Context(), 200*time.Millisecond, timing.Deadline, true, published) != nil {
		t.Fatal(err)
	}
	return out
}

// kubectl explain --recursive lists the fields of the spec and of the status.
func TestExplainShowsEveryField(t *testing.T) {
	t.Parallel()
	out := explain(t, "codegenbackends", "--recursive")
	for _, field := range []string{"vllm", "legacy", "serviceRef", "secretRef", "pulse", "chunking", "canaries", "expect", "failover", "pin", "route", "flips", "conditions"} {
		if !regexp.MustCompile(`(?m)^\s+` + field + `\t<`).MatchString(out) {
			t.Errorf("%s is not in\n%s", field, out)
		}
	}
	if !strings.Contains(out, "declares a preferred engine (vllm), an engine to fall back to") {
		t.Errorf("the kind is not described in\n%s", out)
	}
}

// kubectl explain of a field shows its defaults and its supported values.
func TestExplainDescribesCanaries(t *testing.T) {
	t.Parallel()
	out := strings.Join(strings.Fields(explain(t, "codegenbackend.spec.canaries")), " ")
	for _, words := range []string{
		"canaries are full streamed generations, sent regularly and measured chunk by chunk.",
		"onFailure <string> enum: Flip, Report",
		"Absent: 60.",
		"prompt <string> -required-",
		"{{nonce}} is replaced with a word that is new in every run",
	} {
		if !strings.Contains(out, words) {
			t.Errorf("%q is not in\n%s", words, out)
		}
	}
}
