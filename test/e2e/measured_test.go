// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

func TestBounds(t *testing.T) {
	good := tally{complete: 9, fewest: 50, most: 100}
	failing := tally{complete: 9, failed: 1, fewest: 50, most: 100, example: "connection refused"}
	well := measured{
		what:    "vllm killed",
		to:      legacy,
		bound:   time.Second,
		route:   time.Second,
		served:  2 * time.Second,
		service: failing,
		gateway: good,
	}
	for name, tt := range map[string]struct {
		change func(*measured)
		want   string
	}{
		"all is well":                          {change: func(*measured) {}},
		"the route is late":                    {change: func(m *measured) { m.route += time.Millisecond }, want: "it took 1.00 s, want at most 1 s"},
		"clients are served late":              {change: func(m *measured) { m.served = 3 * time.Second }, want: "served after 3.00 s, want at most 2.5 s"},
		"the gateway fails":                    {change: func(m *measured) { m.gateway = failing }, want: "1 requests through the gateway failed: connection refused"},
		"the gateway's chunks are too few":     {change: func(m *measured) { m.gateway.fewest = 49 }, want: "49 to 100 chunks"},
		"the Service fails on the way back":    {change: func(m *measured) { m.to = vllm }, want: "1 requests through the Service failed"},
		"the Service fails though all is calm": {change: func(m *measured) { m.calm = true }, want: "1 requests through the Service failed"},
	} {
		t.Run(name, func(t *testing.T) {
			m := well
			tt.change(&m)
			got := strings.Join(m.broken(), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCount(t *testing.T) {
	got := count([]load.Record{
		{Outcome: load.Whole, Chunks: 64, Silence: time.Second}, {Outcome: load.Whole, Chunks: 51},
		{Outcome: load.Broken, Chunks: 3}, {Outcome: load.Failed, Error: "refused", Silence: 2 * time.Second},
	})
	if want := (tally{complete: 2, broken: 1, failed: 1, silence: 2 * time.Second, example: "refused", fewest: 51, most: 64}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if want := "4 requests, 1 failed, 1 broken off"; got.String() != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTable(t *testing.T) {
	got := table([]measured{
		{what: "vllm killed", bound: time.Second, route: 250 * time.Millisecond, status: 260 * time.Millisecond, served: time.Second,
			service: tally{complete: 3, failed: 2}, gateway: tally{complete: 7, broken: 1, silence: 140 * time.Millisecond}},
		{what: "operator deleted", bound: 30 * time.Second, route: time.Second, calm: true},
	})
	want := `WHAT HAPPENED      ROUTE    BOUND   STATUS   SERVICE: SERVED AFTER   FAILED   GATEWAY: LONGEST WAIT   BROKE OFF   FAILED
vllm killed        0.25 s   1 s     0.26 s   1.00 s                  2 of 5   0.14 s                  1           0 of 8
operator deleted   1.00 s   30 s    -        -                       0 of 0   0.00 s                  0           0 of 0
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestServedBy(t *testing.T) {
	at := time.Now()
	second := func(n int) time.Time { return at.Add(time.Duration(n) * time.Second) }
	var r records
	r.add(load.Record{Way: load.ByService, Engine: legacy, Begun: second(-1), First: second(1), Ended: second(9)}) // begun before
	r.add(load.Record{Way: load.ByGateway, Engine: legacy, Begun: second(1), First: second(2), Ended: second(9)})  // another way
	r.add(load.Record{Way: load.ByService, Engine: vllm, Begun: second(1), First: second(3), Ended: second(9)})    // another engine
	r.add(load.Record{Way: load.ByService, Engine: legacy, Begun: second(5), First: second(6), Ended: second(9)})
	r.add(load.Record{Way: load.ByService, Engine: legacy, Begun: second(3), First: second(4), Ended: second(10)})
	if got, ok := r.servedBy(load.ByService, legacy, at); !ok || !got.Equal(second(4)) {
		t.Errorf("served after %v, %v; want 4 s", got.Sub(at), ok)
	}
	if _, ok := r.servedBy(load.ByService, legacy, second(7)); ok {
		t.Error("served by a request that nobody began")
	}
}
