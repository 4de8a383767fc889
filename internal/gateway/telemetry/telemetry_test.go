// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/telemetry"
)

func declared() *table.Table {
	return &table.Table{VLLM: &table.Engine{Models: []string{"prompt"}}, Legacy: &table.Engine{}}
}

// served is a request that went well in the end.
var served = record.Record{
	ID: "mine", Key: "ide", Call: "openai.chat", Stream: true, Model: "prompt", Engine: "legacy", Status: 200, Outcome: record.OK,
	Failover: "ConnectionFailed", Resumes: 1, Began: time.Now(), FirstChunk: 20 * time.Millisecond, Duration: 1500 * time.Millisecond,
	Chunks: 70, Tokens: 90, Forced: 3, Over: 1, LongestHold: 40 * time.Millisecond, BytesOut: 4096,
}

// Metrics count a request by engine and model; a model that is not declared is other, however many names clients ask for.
func TestMetrics(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	m := telemetry.NewMetrics(registry, declared)
	m.Began("legacy", "prompt")
	m.Finished(t.Context(), served)
	for _, name := range []string{"a", "b", "c"} {
		m.Finished(t.Context(), record.Record{Model: name, Status: 401, Outcome: record.Refused})
	}
	m.Breaker("vllm", "closed")
	m.Breaker("vllm", "open")
	want := `
# HELP codegen_gateway_breaker_state 1 for the state of an engine's circuit breaker, else 0.
# TYPE codegen_gateway_breaker_state gauge
codegen_gateway_breaker_state{engine="vllm",state="closed"} 0
codegen_gateway_breaker_state{engine="vllm",state="half-open"} 0
codegen_gateway_breaker_state{engine="vllm",state="open"} 1
# HELP codegen_gateway_failovers_total Requests for which another engine than the first one was asked, by reason.
# TYPE codegen_gateway_failovers_total counter
codegen_gateway_failovers_total{engine="legacy",reason="ConnectionFailed"} 1
# HELP codegen_gateway_in_flight Requests that an engine is answering now.
# TYPE codegen_gateway_in_flight gauge
codegen_gateway_in_flight{engine="legacy",model="prompt"} 1
# HELP codegen_gateway_key_requests_total Requests, by the name of the API key and by outcome.
# TYPE codegen_gateway_key_requests_total counter
codegen_gateway_key_requests_total{key="",outcome="Refused"} 3
codegen_gateway_key_requests_total{key="ide",outcome="OK"} 1
# HELP codegen_gateway_requests_total Requests, by the engine that answered or was asked last, and by outcome.
# TYPE codegen_gateway_requests_total counter
codegen_gateway_requests_total{engine="legacy",model="prompt",outcome="OK"} 1
codegen_gateway_requests_total{engine="none",model="other",outcome="Refused"} 3
# HELP codegen_gateway_resumes_total Answers that an engine continued after another one broke off.
# TYPE codegen_gateway_resumes_total counter
codegen_gateway_resumes_total{engine="legacy"} 1
`
	names := []string{"breaker_state", "failovers_total", "in_flight", "key_requests_total", "requests_total", "resumes_total"}
	for i := range names {
		names[i] = "codegen_gateway_" + names[i]
	}
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
	m.Left("legacy", "prompt")
	if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
		t.Error(err, problems)
	}
	if n, err := testutil.GatherAndCount(registry, "codegen_gateway_chunks", "codegen_gateway_held_seconds", "codegen_gateway_first_chunk_seconds"); err != nil || n != 3 {
		t.Errorf("%d histograms and not 3: %v", n, err)
	}
}

// A request is one line, without the attributes that have no value.
func TestAccessLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := telemetry.AccessLog(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})))
	log.Finished(t.Context(), served)
	log.Finished(t.Context(), record.Record{ID: "other", Status: 401, Outcome: record.Refused, Message: "a key is needed", Model: strings.Repeat("ä", 100)})
	log.Began("", "")
	log.Left("", "")
	log.Breaker("", "")
	want := "level=INFO msg=request id=mine key=ide call=openai.chat model=prompt engine=legacy status=200 outcome=OK failover=ConnectionFailed resumes=1 " +
		"stream=true first_ms=20 duration_ms=1500 chunks=70 tokens=90 forced=3 over=1 held_ms=40 bytes=4096\n" +
		"level=INFO msg=request id=other model=" + strings.Repeat("ä", 50) + "… status=401 outcome=Refused message=\"a key is needed\"\n"
	if out.String() != want {
		t.Errorf("the log has\n%s\nand not\n%s", out.String(), want)
	}
}

// A span is the child of the client's, has the outcome of the request, and is the parent of the engine's.
func TestSpans(t *testing.T) {
	t.Parallel()
	exporter := tracetest.NewInMemoryExporter()
	spans := telemetry.NewSpans(trace.NewTracerProvider(trace.WithSyncer(exporter)))
	var passed string
	handler := spans.Around(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		passed = r.Header.Get("Traceparent")
		broken := served
		broken.ID, broken.Outcome, broken.Message = record.ID(r.Header), record.Broken, "the engine went"
		telemetry.Several{spans}.Finished(r.Context(), broken)
	}))
	r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", http.NoBody)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	r.Header.Set("Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	spans.Finished(t.Context(), served) // of a request without a span

	got := exporter.GetSpans()
	if len(got) != 1 {
		t.Fatalf("%d spans", len(got))
	}
	s := got[0]
	if s.Name != "openai.chat" || s.SpanContext.TraceID().String() != trace || s.Parent.SpanID().String() != "00f067aa0ba902b7" ||
		s.Status.Code != codes.Error || s.Status.Description != "the engine went" {
		t.Errorf("the span is %+v", s)
	}
	if want := "00-" + trace + "-" + s.SpanContext.SpanID().String() + "-01"; passed != want {
		t.Errorf("the engine is asked with %s and not %s", passed, want)
	}
}

// Two requests of one id that are under way together have a span each: clients choose ids, and may use one twice.
func TestSpansOfOneID(t *testing.T) {
	t.Parallel()
	exporter := tracetest.NewInMemoryExporter()
	spans := telemetry.NewSpans(trace.NewTracerProvider(trace.WithSyncer(exporter)))
	serve := func(call string, meanwhile func()) {
		handler := spans.Around(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			meanwhile()
			spans.Finished(r.Context(), record.Record{ID: record.ID(r.Header), Call: call})
		}))
		r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", http.NoBody)
		r.Header.Set(record.HeaderID, "mine")
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	serve("outer", func() { serve("inner", func() {}) })
	got := exporter.GetSpans()
	if len(got) != 2 || got[0].Name != "inner" || got[1].Name != "outer" {
		t.Errorf("the spans are %+v", got)
	}
}

// Spans are sent to the endpoint, where its path is given and where it is not.
func TestExport(t *testing.T) {
	t.Parallel()
	got := make(chan string, 4)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.URL.Path }))
	defer collector.Close()
	for _, path := range []string{"", "/v1/traces"} {
		provider, err := telemetry.Export(t.Context(), collector.URL+path, "team/hapa")
		if err != nil {
			t.Fatal(err)
		}
		_, span := provider.Tracer("test").Start(t.Context(), "one")
		span.End()
		if err := provider.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sent := <-got; sent != "/v1/traces" {
			t.Errorf("sent to %s", sent)
		}
	}
}

// Several observers are notified of the same.
func TestSeveral(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := telemetry.AccessLog(slog.New(slog.NewTextHandler(&out, nil)))
	registry := prometheus.NewRegistry()
	both := telemetry.Several{log, telemetry.NewMetrics(registry, func() *table.Table { return nil })}
	both.Began("vllm", "x")
	both.Left("vllm", "x")
	both.Breaker("vllm", "closed")
	both.Finished(t.Context(), served)
	if n, err := testutil.GatherAndCount(registry, "codegen_gateway_requests_total", "codegen_gateway_in_flight", "codegen_gateway_breaker_state"); err != nil || n != 5 || out.Len() == 0 {
		t.Errorf("%d series, %d bytes, %v", n, out.Len(), err)
	}
}
