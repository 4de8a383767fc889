// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"fmt"
	"net/url"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// tracesAt is the URL at which a collector accepts spans: as for the environment variable, an endpoint without a path is the collector's
// base URL.
func tracesAt(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && (u.Path == "" || u.Path == "/") {
		return u.JoinPath("v1", "traces").String()
	}
	return endpoint
}

// Export makes a provider that sends spans by OTLP over HTTP, in batches. An empty endpoint means the value of OTEL_EXPORTER_OTLP_ENDPOINT;
// the other variables of OpenTelemetry apply as well. The provider must be shut down.
func Export(ctx context.Context, endpoint, backend string) (*trace.TracerProvider, error) {
	var options []otlptracehttp.Option
	if endpoint != "" {
		options = append(options, otlptracehttp.WithEndpointURL(tracesAt(endpoint)))
	}
	exporter, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("make the span exporter: %w", err)
	}
	described, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", "codegen-gateway"), attribute.String("codegen.backend", backend)),
		resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, fmt.Errorf("describe the program for spans: %w", err)
	}
	return trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(described)), nil
}
