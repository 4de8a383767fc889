// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package telemetry tells of requests, as [record.Record] has them: metrics for Prometheus, one line each in the access log, and spans
// of OpenTelemetry. None of them holds a prompt, an answer or a key.
package telemetry
