// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"slices"
	"strings"
	"testing"

	gatewayapp "github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/internal/gateway/telemetry"
)

// TestGatewayFlags: the page on flags has a row for each flag of the gateway, in their order.
func TestGatewayFlags(t *testing.T) {
	t.Parallel()
	_, usage, _ := strings.Cut(gatewayapp.Usage(), "Flags:")
	usage, _, _ = strings.Cut(usage, "\nEach flag")
	var want []string
	for line := range strings.Lines(usage) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "--") {
			want = append(want, strings.Fields(line)[0])
		}
	}
	if got := named(section(read(t, flagsPage), "codegen-gateway")); !slices.Equal(got, want) {
		t.Errorf("%s has rows for the flags %v, and the gateway has %v", flagsPage, got, want)
	}
}

// TestGatewayMetrics: the page on metrics has a row for each metric of the gateway, and for no other.
func TestGatewayMetrics(t *testing.T) {
	t.Parallel()
	var names listing
	telemetry.NewMetrics(&names, nil)
	rows := named(section(read(t, metricsPage), "codegen-gateway"))
	for _, name := range names {
		if !slices.Contains(rows, name) {
			t.Errorf("%s has no row for the metric %s", metricsPage, name)
		}
	}
	if len(rows) != len(names) {
		t.Errorf("%s has %d rows for %d metrics", metricsPage, len(rows), len(names))
	}
}
