// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestGrowth: a gateway that is flat passes, and one that grows or leaves something behind does not.
func TestGrowth(t *testing.T) {
	t.Parallel()
	flat, more, rest := make([]sample, 60), make([]sample, 60), sample{goroutines: 12}
	for i := range flat {
		flat[i] = sample{goroutines: 100, memory: 64 << 20}
		more[i] = sample{goroutines: 100 + float64(2*i), memory: 64 << 20 * (1 + float64(i)/60)}
	}
	if err := growth(io.Discard, flat, rest); err != nil {
		t.Errorf("what is flat is said to grow: %v", err)
	}
	if err := growth(io.Discard, more, rest); err == nil || strings.Count(err.Error(), "grew") != 2 {
		t.Errorf("what grows in both is %v", err)
	}
	if growth(io.Discard, flat, sample{goroutines: 500}) == nil || growth(io.Discard, nil, rest) == nil {
		t.Error("what was left behind, or never seen, passes")
	}
}

// TestWrongAnswers: an answer that is cut, reported as failed, or different is counted as wrong.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	engine, err := sim.Start(sim.OpenAI, sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Close)
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	right, err := ask(t.Context(), client, engine.Addr(), prompts[0])
	if err != nil || right.text == "" {
		t.Fatalf("%q: %v", right.text, err)
	}
	var c count
	c.add(right, right.text, nil)
	c.add(right, right.text+"x", nil)
	for _, m := range []sim.Misbehaviour{sim.Truncated, sim.ErrorInStream, sim.Status500} {
		engine.Misbehave(m)
		a, err := ask(t.Context(), client, engine.Addr(), prompts[0])
		c.add(a, right.text, err)
	}
	if c.answers != 5 || len(c.wrong) != 4 {
		t.Errorf("%d of %d are wrong: %v", len(c.wrong), c.answers, c.wrong)
	}
}
