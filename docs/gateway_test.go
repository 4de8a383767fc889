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

const gatewayPage = "docs/concepts/gateway.md"

// TestGatewayFlags: the page has a row for each flag of the gateway, in their order.
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
	if got := named(section(read(t, gatewayPage), "Flags")); !slices.Equal(got, want) {
		t.Errorf("%s has rows for the flags %v, and the gateway has %v", gatewayPage, got, want)
	}
}

// TestGatewayMetrics: the page has a row for each metric of the gateway, and for no other.
func TestGatewayMetrics(t *testing.T) {
	t.Parallel()
	var names listing
	telemetry.NewMetrics(&names, nil)
	rows := named(section(read(t, gatewayPage), "Metrics"))
	for _, name := range names {
		if !slices.Contains(rows, name) {
			t.Errorf("%s has no row for the metric %s", gatewayPage, name)
		}
	}
	if len(rows) != len(names) {
		t.Errorf("%s has %d rows for %d metrics", gatewayPage, len(rows), len(names))
	}
}
