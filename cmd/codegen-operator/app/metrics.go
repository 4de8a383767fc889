// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/codegen-dev/codegen-operator/controllers"
)

// ourMetrics registers our metrics beside those of controller-runtime, once in a process: its registry is global, and a
// test may run several operators one after the other.
var ourMetrics = sync.OnceValue(func() *controllers.Metrics { return controllers.NewMetrics(metrics.Registry) })
