// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"strings"
	"testing"
)

// TestWhatIsFoundOut: the reader of queries is itself held to account: each of these is wrong in one way, and it says so.
func TestWhatIsFoundOut(t *testing.T) {
	known := exposed(t)
	for text, problem := range map[string]string{
		`sum(`:                                                 "it is no PromQL",
		`codegen_backend_activ`:                                "nothing exposes",
		`codegen_gateway_first_chunk_seconds`:                  "nothing exposes", // a histogram has no series of its own name
		`codegen_backend_active{engin="vllm"}`:                 "has no label engin",
		`codegen_backend_active{engine="vLLM"}`:                "never has engine",
		`codegen_backend_active{engine=~"vllm|lega"}`:          "never has engine",
		`codegen_backend_active{engine=~"g.*"}`:                "never has engine",
		`codegen_backend_condition{reason="NotOwnd"}`:          "never has reason",
		`sum by (model) (codegen_backend_ready)`:               "it aggregates by model",
		`sum by (pod) (sum by (name) (codegen_backend_ready))`: "it aggregates by pod",
		`rate(codegen_backend_ready[5m])`:                      "which is a gauge",
		`histogram_quantile(0.5, sum by (engine) (rate(codegen_gateway_chunks_bucket[5m])))`:   "lacks le",
		`codegen_gateway_in_flight and on (model) codegen_backend_ready`:                       "on its right side, on model",
		`sum by (name) (codegen_backend_ready) and on (name, namespace) codegen_backend_ready`: "on its left side, on namespace",
		`absent(codegen_backend_redy)`: "nothing exposes",
	} {
		q := &query{known: known, reasons: reasons(t)}
		q.read(text)
		if len(q.problems) != 1 || !strings.Contains(q.problems[0], problem) {
			t.Errorf("%s: %q and not %q", text, q.problems, problem)
		}
	}
}
