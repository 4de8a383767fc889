// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// row is a proxy in a scenario, with the numbers of all rounds.
type row struct {
	scenario, proxy string
	perMillion      []float64 // seconds on the core for a million tokens
	busy            []float64 // of the core, 0 to 1
	perSecond       []float64 // tokens
	chunks          []int     // of each answer
	oldest          float64   // the most of the ages, in milliseconds
	p50, p99        []float64 // of the age of a token at the client, in milliseconds
	first           []float64 // p50 of the time to the first text, in milliseconds
	answers         int
	failures        []error
}

type table struct {
	rows        []*row
	idle        map[string]int64
	idleStreams int
}

func (t *table) row(scenario, proxy string) *row {
	for _, r := range t.rows {
		if r.scenario == scenario && r.proxy == proxy {
			return r
		}
	}
	r := &row{scenario: scenario, proxy: proxy}
	t.rows = append(t.rows, r)
	return r
}

func (t *table) add(s scenario, proxy string, o outcome) {
	r := t.row(s.name, proxy)
	r.answers += o.answers
	r.failures = append(r.failures, o.failures...)
	if o.tokens == 0 {
		return
	}
	r.perMillion = append(r.perMillion, o.cpu.Seconds()/float64(o.tokens)*1e6)
	r.busy = append(r.busy, o.cpu.Seconds()/o.took.Seconds())
	r.perSecond = append(r.perSecond, float64(o.tokens)/o.took.Seconds())
	r.chunks = append(r.chunks, o.chunks...)
	r.oldest = max(r.oldest, quantile(o.ages, 1))
	r.p50 = append(r.p50, quantile(o.ages, 0.50))
	r.p99 = append(r.p99, quantile(o.ages, 0.99))
	r.first = append(r.first, quantile(o.firsts, 0.50))
}

// wrong is an error where any text was not whole.
func (t *table) err() error {
	var all []error
	for _, r := range t.rows {
		if n := len(r.failures); n > 0 {
			all = append(all, fmt.Errorf("%s, %s: %d of %d answers were wrong, the first: %w", r.scenario, r.proxy, n, r.answers, r.failures[0]))
		}
	}
	return errors.Join(all...)
}

func (t *table) write(out io.Writer) {
	fmt.Fprintln(
		out,
		"| streams | proxy | CPU s per million tokens | of nginx | core busy | tokens/s | age p50 | age p99 | age "+
			"most | first text p50 | chunks per answer | whole |",
	)
	fmt.Fprintln(out, "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, r := range t.rows {
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %.0f | %.2f ms | %.2f ms | %.0f ms | %.2f ms | %s | %d of %d |\n",
			r.scenario, r.proxy, r.cost(), t.ofNginx(r), r.load(), median(r.perSecond), median(r.p50), median(r.p99), r.oldest, median(r.first),
			r.sizes(), r.answers-len(r.failures), r.answers)
	}
	if t.idle == nil {
		return
	}
	fmt.Fprintf(out, "\n| proxy | memory of an idle stream, of %d |\n|---|---:|\n", t.idleStreams)
	for _, proxy := range slices.Sorted(func(yield func(string) bool) {
		for name := range t.idle {
			if !yield(name) {
				return
			}
		}
	}) {
		fmt.Fprintf(out, "| %s | %.1f KiB |\n", proxy, float64(t.idle[proxy])/1024)
	}
}

// cost is the median, with the least and the most.
func (r *row) cost() string {
	if r.proxy == direct {
		return "–"
	}
	return fmt.Sprintf("%.1f (%.1f–%.1f)", median(r.perMillion), slices.Min(append(r.perMillion, r.max())), r.max())
}

func (r *row) max() float64 {
	most := 0.0
	for _, n := range r.perMillion {
		most = max(most, n)
	}
	return most
}

// sizes is the median of the chunks of an answer, with the least and the most.
func (r *row) sizes() string {
	if len(r.chunks) == 0 {
		return "–"
	}
	sorted := slices.Sorted(slices.Values(r.chunks))
	least, middle, most := sorted[0], sorted[len(sorted)/2], sorted[len(sorted)-1]
	if least == most {
		return strconv.Itoa(middle)
	}
	return fmt.Sprintf("%d (%d–%d)", middle, least, most)
}

func (r *row) load() string {
	if r.proxy == direct {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*median(r.busy))
}

func (t *table) ofNginx(r *row) string {
	for _, peer := range t.rows {
		if peer.scenario == r.scenario && peer.proxy == "nginx" && r.proxy != direct && median(peer.perMillion) > 0 {
			return fmt.Sprintf("%.2f", median(r.perMillion)/median(peer.perMillion))
		}
	}
	return "–"
}

func median(numbers []float64) float64 {
	if len(numbers) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(numbers))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// quantile is in milliseconds.
func quantile(times []time.Duration, q float64) float64 {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return float64(sorted[int(q*float64(len(sorted)-1))]) / float64(time.Millisecond)
}
