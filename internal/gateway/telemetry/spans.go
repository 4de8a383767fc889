// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// Spans makes a span for each request: a child of the client's span, if the client sent a traceparent header, and the parent of the
// engine's, which gets such a header.
type Spans struct {
	finished
	tracer trace.Tracer
}

// NewSpans makes spans with a provider.
func NewSpans(provider trace.TracerProvider) *Spans {
	return &Spans{finished: describe, tracer: provider.Tracer("github.com/codegen-dev/codegen-operator/internal/gateway")}
}

// propagator passes spans on from one program to another.
var propagator = propagation.TraceContext{}

// Around wraps a handler in a span for each request.
func (s *Spans) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := s.tracer.Start(ctx, "request", trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		propagator.Inject(ctx, propagation.HeaderCarrier(r.Header))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// describe sets what became of a request on its span.
func describe(ctx context.Context, r record.Record) {
	span := trace.SpanFromContext(ctx)
	if r.Call != "" {
		span.SetName(r.Call)
	}
	span.SetAttributes(attributes(r)...)
	if r.Outcome == record.Failed || r.Outcome == record.Broken {
		span.SetStatus(codes.Error, r.Message)
	}
}

// attributes have the names of OpenTelemetry where it has one.
func attributes(r record.Record) []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.Int("http.response.status_code", r.Status),
		attribute.String("gen_ai.request.model", shortened(r.Model)),
		attribute.Int("gen_ai.usage.output_tokens", r.Tokens),
		attribute.String("codegen.request_id", r.ID),
		attribute.String("codegen.key", r.Key),
		attribute.String("codegen.engine", r.Engine),
		attribute.String("codegen.outcome", r.Outcome),
		attribute.String("codegen.failover", r.Failover),
		attribute.Int("codegen.resumes", r.Resumes),
		attribute.Int("codegen.chunks", r.Chunks),
		attribute.Float64("codegen.first_chunk_ms", milliseconds(r.FirstChunk)),
		attribute.Float64("codegen.held_ms", milliseconds(r.LongestHold)),
	}
}
