// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"net/http/httptrace"
	"slices"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// timedStreams is how many streams BenchmarkTimingError makes at least, however short -benchtime is: a 99th percentile of a
// few says nothing.
const timedStreams = 200

// BenchmarkTimingError streams from an engine that stamps its sends, over loopback and one at a time, and prints how far the
// arrival of a chunk is from the moment just before it was written: the median, the 99th percentile and the longest. To hold
// on an idle machine: 2 ms at the median, 10 ms at the 99th percentile. It only prints, for a machine is seldom idle.
//
// Its ns/op is what a stream lasts, which the script decides, and not what it costs.
func BenchmarkTimingError(b *testing.B) {
	engine, err := sim.Start(sim.OpenAI, sim.Script{
		StampSends: true, TimeToFirstToken: 10 * time.Millisecond, TokenInterval: 2 * time.Millisecond,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	client := clientOf(b, Endpoint{Protocol: protocol.OpenAI, URL: engine.URL()})
	var errors []time.Duration
	streams := 0
	for ; b.Loop(); streams++ {
		errors = append(errors, timingErrors(b, engine, client)...)
	}
	for ; streams < timedStreams; streams++ {
		errors = append(errors, timingErrors(b, engine, client)...)
	}
	reportErrors(b, errors)
}

// timingErrors makes one stream and returns the error of each chunk. Engine and client share a process, so that one
// monotonic clock times both. A recording's times count from its start, which lies just before the transport looks for a
// connection: that moment stands in for it, some microseconds late, so that errors come out larger rather than smaller.
func timingErrors(b *testing.B, engine *sim.Engine, client *Client) []time.Duration {
	b.Helper()
	engine.Forget()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var start time.Time
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: func(string) { start = time.Now() }})
	got := client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p", MaxTokens: 25})
	mustBe(b, got.Fault, "none")
	sent := engine.Streams()[0].Sent
	if len(sent) != len(got.Events) {
		b.Fatalf("%d events were sent, %d came", len(sent), len(got.Events))
	}
	var errors []time.Duration
	for i, e := range got.Events {
		if e.Text != "" {
			errors = append(errors, start.Add(e.At).Sub(sent[i]).Abs())
		}
	}
	return errors
}

// reportErrors prints nanoseconds, as this is the unit that benchstat shows in milliseconds or microseconds, whichever fits.
func reportErrors(b *testing.B, errors []time.Duration) {
	b.Helper()
	slices.Sort(errors)
	last := len(errors) - 1
	b.ReportMetric(float64(errors[last/2]), "median-ns")
	b.ReportMetric(float64(errors[last*99/100]), "p99-ns")
	b.ReportMetric(float64(errors[last]), "max-ns")
}
