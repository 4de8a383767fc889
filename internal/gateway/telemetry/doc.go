// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package telemetry reports requests, as [record.Record] has them: as metrics for Prometheus, as lines of the access log, and as spans of
// OpenTelemetry. None of them holds a prompt, an answer or a key.
package telemetry
