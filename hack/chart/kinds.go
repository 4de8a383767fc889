// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package chart pins what the Helm chart is checked with: Helm, kubeconform, and the kinds of the Prometheus Operator, of which the
// definitions are generated, so that a real API server judges the chart's ServiceMonitor and PrometheusRule.
package chart

import (
	_ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1" // for the definitions
)
