// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

// What upstream links into its servers by import alone.
import (
	_ "time/tzdata" // the time zones of CronJobs

	_ "k8s.io/component-base/logs/json/register"          // --logging-format=json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // the metrics of client-go
	_ "k8s.io/component-base/metrics/prometheus/version"  // kubernetes_build_info
)
