// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	ctrlmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/codegen-dev/codegen-operator/controllers/metrics"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// ourMetrics registers our metrics beside those of controller-runtime, once in a process: its registry is global, and a
// test may run several operators one after the other.
var ourMetrics = sync.OnceValue(func() *metrics.Metrics {
	ctrlmetrics.Registry.MustRegister(build)
	return metrics.New(ctrlmetrics.Registry)
})

// build is a metric whose labels describe the build.
var build = prometheus.NewGaugeFunc(prometheus.GaugeOpts{
	Name: "codegen_operator_build_info", Help: "1; its labels describe the build.", ConstLabels: version.Get().Labels(),
}, func() float64 { return 1 })
