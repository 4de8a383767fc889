// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package health

// Health is what the checks have shown about an engine.
type Health string

// The healths.
const (
	// Unknown: not enough checks have passed or failed, for example after a restart. The empty Health means the same.
	Unknown Health = "Unknown"
	// Healthy: enough checks passed in a row, and not enough have failed since.
	Healthy Health = "Healthy"
	// Unhealthy: enough checks failed in a row, and not enough have passed since.
	Unhealthy Health = "Unhealthy"
)

// Thresholds turn streaks into health. Values below 1 count as 1.
type Thresholds struct {
	// Failure is how many failed checks in a row make an engine Unhealthy.
	Failure int
	// Success is how many passed checks in a row make an engine Healthy.
	Success int
}
