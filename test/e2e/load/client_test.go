// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package load_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

// long is longer than any answer takes here.
const long = 10 * time.Second

func engine(t *testing.T, script sim.Script) *sim.Engine {
	t.Helper()
	e, err := sim.Start(sim.OpenAI, script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func TestAskEngines(t *testing.T) {
	for name, tt := range map[string]struct {
		script   sim.Script
		patience time.Duration
		want     load.Record
		says     string
	}{
		"vllm, by its stamps": {script: sim.Script{StampSends: true}, want: load.Record{Outcome: load.Whole, Engine: "vllm", Chunks: 64}},
		"legacy":              {want: load.Record{Outcome: load.Whole, Engine: "legacy", Chunks: 64}},
		"one that hangs":      {script: sim.Script{Misbehave: sim.Hung}, patience: 50 * time.Millisecond, want: load.Record{Outcome: load.Failed}, says: "no chunk in 50ms"},
		"one that breaks":     {script: sim.Script{Misbehave: sim.Truncated}, want: load.Record{Outcome: load.Failed, Engine: "legacy"}, says: "without an end marker"},
		"one that has errors": {script: sim.Script{Misbehave: sim.ErrorInStream}, want: load.Record{Outcome: load.Broken, Engine: "legacy"}},
		"one that is full":    {script: sim.Script{Misbehave: sim.Saturated}, want: load.Record{Outcome: load.Failed}, says: "429"},
	} {
		t.Run(name, func(t *testing.T) {
			patience := long
			if tt.patience > 0 {
				patience = tt.patience
			}
			r := load.New(load.ByService, engine(t, tt.script).URL(), "", patience).Ask(t.Context())
			if r.Outcome != tt.want.Outcome || r.Engine != tt.want.Engine || tt.want.Chunks > 0 && r.Chunks != tt.want.Chunks ||
				!strings.Contains(r.Error, tt.says) {
				t.Errorf("got %+v", r)
			}
			if r.Begun.After(r.Ended) || r.Silence <= 0 || r.Silence > r.Ended.Sub(r.Begun) {
				t.Errorf("the times are odd: %+v", r)
			}
		})
	}
}

func TestAskNobody(t *testing.T) {
	e := engine(t, sim.Script{})
	e.Kill()
	if r := load.New(load.ByService, e.URL(), "", long).Ask(t.Context()); r.Outcome != load.Failed || !strings.Contains(r.Error, "refused") {
		t.Errorf("got %+v", r)
	}
}

func TestAskGateway(t *testing.T) {
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer key" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		w.Header().Set("X-Codegen-Engine", "legacy")
		w.Header().Set("X-Codegen-Failover", "ConnectionRefused")
		_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n")
	}))
	defer gateway.Close()
	r := load.New(load.ByGateway, gateway.URL, "key", long).Ask(t.Context())
	if r.Outcome != load.Whole || r.Engine != "legacy" || r.Failover != "ConnectionRefused" || r.Chunks != 1 {
		t.Errorf("with the key: %+v", r)
	}
	if r := load.New(load.ByGateway, gateway.URL, "", long).Ask(t.Context()); r.Outcome != load.Failed ||
		!strings.Contains(r.Error, "who are you?") {
		t.Errorf("without: %+v", r)
	}
}

func TestGoWritesARecordInALine(t *testing.T) {
	out, in := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	client := load.New(load.ByService, engine(t, sim.Script{}).URL(), "", long)
	done := make(chan struct{})
	go func() {
		defer close(done)
		client.Go(ctx, 2, in)
	}()
	lines := json.NewDecoder(out)
	for range 4 {
		var r load.Record
		if err := lines.Decode(&r); err != nil || r.Outcome != load.Whole {
			t.Errorf("got %+v, %v", r, err)
		}
	}
	cancel()
	out.Close()
	<-done
}
