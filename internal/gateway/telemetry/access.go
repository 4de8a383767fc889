// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"log/slog"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// AccessLog writes a line for each request.
func AccessLog(log *slog.Logger) record.Observer {
	return finished(func(ctx context.Context, r record.Record) {
		log.LogAttrs(ctx, slog.LevelInfo, "request", attributesOf(r)...)
	})
}

// attributesOf are the attributes of a request's line. Those without a value are left out.
func attributesOf(r record.Record) []slog.Attr {
	all := []slog.Attr{
		slog.String("id", r.ID), slog.String("key", r.Key), slog.String("call", r.Call), slog.String("model", shortened(r.Model)),
		slog.String("engine", r.Engine), slog.Int("status", r.Status), slog.String("outcome", r.Outcome), slog.String("message", r.Message),
		slog.String("failover", r.Failover), slog.Int("resumes", r.Resumes), slog.Bool("stream", r.Stream),
		slog.Float64("first_ms", milliseconds(r.FirstChunk)), slog.Float64("duration_ms", milliseconds(r.Duration)),
		slog.Int("chunks", r.Chunks), slog.Int("tokens", r.Tokens), slog.Int("forced", r.Forced), slog.Int("over", r.Over),
		slog.Float64("held_ms", milliseconds(r.LongestHold)), slog.Int64("bytes", r.BytesOut),
	}
	present := all[:0]
	for _, a := range all {
		if !isZero(a.Value) {
			present = append(present, a)
		}
	}
	return present
}

func isZero(v slog.Value) bool {
	switch v.Kind() {
	case slog.KindString:
		return v.String() == ""
	case slog.KindInt64:
		return v.Int64() == 0
	case slog.KindFloat64:
		return v.Float64() == 0
	case slog.KindBool:
		return !v.Bool()
	}
	return false
}
