// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"strings"
	"time"
)

// maxModel is how much of a model's name is reported, in bytes: clients choose it.
const maxModel = 100

// shortened is a name that a client chose, as it may be written to logs.
func shortened(name string) string {
	name = strings.ToValidUTF8(name, "?")
	if len(name) > maxModel {
		name = strings.ToValidUTF8(name[:maxModel], "") + "…"
	}
	return name
}

// milliseconds are rounded to a microsecond.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
