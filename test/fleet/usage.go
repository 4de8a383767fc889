// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// usage is what a process has used up to a time.
type usage struct {
	time   time.Time
	cpu    float64 // seconds
	memory int64   // bytes, resident
	checks float64 // probes, pulses and canaries
	writes float64 // to the API server
}

// usage reads the operator's metrics.
func (o *operator) usage(ctx context.Context) (usage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.metrics, http.NoBody)
	if err != nil {
		return usage{}, fmt.Errorf("asking for metrics: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return usage{}, fmt.Errorf("asking for metrics: %w", err)
	}
	defer response.Body.Close()
	s := usage{time: time.Now()}
	return s, s.read(response.Body)
}

// read adds up the series that matter.
func (s *usage) read(page io.Reader) error {
	lines := bufio.NewScanner(page)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		series, text, _ := strings.Cut(lines.Text(), " ")
		if i := strings.LastIndex(lines.Text(), "} "); i > 0 {
			series, text = lines.Text()[:i], lines.Text()[i+2:]
		}
		value, err := strconv.ParseFloat(text, 64)
		if err == nil {
			s.add(series, value)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading metrics: %w", err)
	}
	return nil
}

func (s *usage) add(series string, value float64) {
	name, labels, _ := strings.Cut(series, "{")
	switch {
	case name == "process_cpu_seconds_total":
		s.cpu = value
	case name == "process_resident_memory_bytes":
		s.memory = int64(value)
	case name == "codegen_backend_checks_total":
		s.checks += value
	case name == "rest_client_requests_total" && strings.Contains(labels, `method="PATCH"`):
		s.writes += value
	}
}
