// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"log/slog"
	"strings"
	"time"
)

// longestModel is how much of a model's name is told: clients choose it.
const longestModel = 100

// shortened is a name that a client chose, as it may stand in logs.
func shortened(name string) string {
	name = strings.ToValidUTF8(name, "?")
	if len(name) > longestModel {
		name = strings.ToValidUTF8(name[:longestModel], "") + "…"
	}
	return name
}

// milliseconds are rounded to a microsecond.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func zero(v slog.Value) bool {
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
