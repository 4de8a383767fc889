// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const metricsPage = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="base"} 2.0
vllm:num_requests_running{engine="1",model_name="base"} 1.0
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="odd } \" name"} 4.0
# TYPE vllm:generation_tokens_total counter
vllm:generation_tokens_total{engine="0",model_name="base"} 1.5e+06
vllm:generation_tokens_total{engine="0",model_name="prompt"} 11.0 1753000000000
vllm:generation_tokens_created{engine="0",model_name="base"} 1.7e+09
vllm:request_generation_tokens_bucket{le="1.0",model_name="base"} 9.0
python_gc_objects_collected_total{generation="0"} 1.0
`

func TestLoadIsSummedOverModels(t *testing.T) {
	t.Parallel()
	got, err := readLoad(strings.NewReader(metricsPage))
	want := Load{TokensGenerated: 1_500_011, HasTokens: true, Waiting: 4, Running: 3, HasQueue: true}
	if err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}

// The quick scan must see what the official parser sees.
func TestLoadAgreesWithTheOfficialParser(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{"a small page": metricsPage, "a busy page": busyPage()} {
		parser := expfmt.NewTextParser(model.LegacyValidation)
		families, err := parser.TextToMetricFamilies(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		tokens := 0.0
		for _, m := range families["vllm:generation_tokens_total"].GetMetric() {
			tokens += m.GetCounter().GetValue()
		}
		if got, err := readLoad(strings.NewReader(page)); err != nil || got.TokensGenerated != tokens {
			t.Errorf("%s: %v, %v; want %v tokens", name, got, err, tokens)
		}
	}
}

func TestLoadFromMalformedPages(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"nothing": "", "not metrics": "<html>", "no value": "vllm:generation_tokens_total\nvllm:generation_tokens_total{} \n",
		"not a number": "vllm:generation_tokens_total NaN\nvllm:generation_tokens_total x\n", "endless": "vllm:generation_tokens_total +Inf\n",
		"negative": "vllm:generation_tokens_total -1\n", "an open label": "vllm:generation_tokens_total{a=\"} 5\n",
		"an escape at the end": "vllm:generation_tokens_total{a=\"\\", "invalid UTF-8": "vllm:\xff 1\n",
	} {
		if got, err := readLoad(strings.NewReader(page)); err != nil || got != (Load{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, err := readLoad(strings.NewReader("vllm:generation_tokens_total\t7")); err != nil || got.TokensGenerated != 7 {
		t.Errorf("no labels, no line end: %+v, %v", got, err)
	}
}

func TestLoadIsBounded(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"a", "vllm:generation_tokens_total 1\n"} {
		source := &forever{piece: piece}
		if _, err := readLoad(source); err == nil || source.taken > maxMetrics+64<<10 {
			t.Errorf("%d bytes of %q were taken: %v", source.taken, piece, err)
		}
	}
}

func TestOnlyOpenAIReportsLoad(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			t.Errorf("%s was asked for", r.URL.Path)
		}
		_, _ = w.Write([]byte(metricsPage))
	})
	for p, known := range map[protocol.Protocol]bool{protocol.OpenAI: true, protocol.MultiLoRA: false, protocol.CodeGen: false} {
		got, fault := clientOf(t, Endpoint{Protocol: p, URL: url}).Load(withTimeout(t, patience))
		if fault != nil || got.HasTokens != known || got.HasQueue != known {
			t.Errorf("%s: %+v, %+v", p, got, fault)
		}
	}
}

// busyPage is a page of some two hundred kilobytes, most of it histograms.
func busyPage() string {
	var b strings.Builder
	b.WriteString(metricsPage)
	b.WriteString("# TYPE vllm:e2e_request_latency_seconds histogram\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "vllm:e2e_request_latency_seconds_bucket{engine=\"0\",le=\"%d.0\",model_name=\"adapter-%d\"} %d.0\n", i%40, i/40, i)
	}
	return b.String()
}
