// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// sample is what the gateway uses at one moment.
type sample struct{ goroutines, memory float64 }

// sample reads the gateway's metrics.
func (s *testbed) sample(ctx context.Context) (sample, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.metrics+"/metrics", http.NoBody)
	if err != nil {
		return sample{}, fmt.Errorf("make the request: %w", err)
	}
	response, err := s.http.Do(request)
	if err != nil {
		return sample{}, fmt.Errorf("ask for metrics: %w", err)
	}
	defer response.Body.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(response.Body)
	if err != nil {
		return sample{}, fmt.Errorf("read the metrics: %w", err)
	}
	g, m := families["go_goroutines"], families["process_resident_memory_bytes"]
	if g == nil || m == nil {
		return sample{}, errors.New("the metrics lack goroutines or memory")
	}
	return sample{g.GetMetric()[0].GetGauge().GetValue(), m.GetMetric()[0].GetGauge().GetValue()}, nil
}

// watch takes samples at an interval.
func (s *testbed) watch(ctx context.Context, every time.Duration) []sample {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var seen []sample
	for {
		select {
		case <-ctx.Done():
			return seen
		case <-tick.C:
			if v, err := s.sample(ctx); err == nil {
				seen = append(seen, v)
			}
		}
	}
}

// idle is the most goroutines of an idle gateway, without those for kept connections of clients.
const idle = 60

// settled is the sample after all clients have gone.
func (s *testbed) settled(ctx context.Context) (sample, error) {
	s.http.CloseIdleConnections()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(timing.Deadline); ; <-tick.C {
		v, err := s.sample(ctx)
		if err != nil {
			return v, err
		}
		if v.goroutines <= idle || time.Now().After(end) {
			return v, nil
		}
	}
}

// growth compares the second quarter with the last one. The first is ignored: pools and tables grow to their size in it.
func growth(out io.Writer, seen []sample, rest sample) error {
	quarter := len(seen) / 4
	if quarter == 0 {
		return errors.New("there are too few samples")
	}
	early, late := mean(seen[quarter:2*quarter]), mean(seen[3*quarter:])
	fmt.Fprintf(out, "soak: goroutines %.0f, then %.0f, and %.0f at rest; memory %.1f MiB, then %.1f MiB\n",
		early.goroutines, late.goroutines, rest.goroutines, early.memory/(1<<20), late.memory/(1<<20))
	var grown []error
	if rest.goroutines > idle {
		grown = append(grown, fmt.Errorf("%.0f goroutines are left behind", rest.goroutines))
	}
	if late.goroutines > 1.25*early.goroutines+20 {
		grown = append(grown, fmt.Errorf("goroutines grew from %.0f to %.0f", early.goroutines, late.goroutines))
	}
	if late.memory > 1.2*early.memory+8<<20 {
		grown = append(grown, fmt.Errorf("memory grew from %.0f to %.0f bytes", early.memory, late.memory))
	}
	return errors.Join(grown...)
}

func mean(all []sample) sample {
	var sum sample
	for _, v := range all {
		sum.goroutines += v.goroutines / float64(len(all))
		sum.memory += v.memory / float64(len(all))
	}
	return sum
}
