// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"net/netip"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// patience bounds what must happen soon on a machine that is busy with other things.
const patience = timing.Deadline

const well = reason.Serving

// notUnhealthy stands for an engine that must not become Unhealthy, whatever its reason.
const notUnhealthy = "not Unhealthy"

// reasons has the reason that each misbehaviour leads to, for OpenAI.
var reasons = map[sim.Misbehaviour]reason.Reason{
	sim.None: well, sim.BOM: well, sim.CROnly: well, sim.MultiDataLines: well, sim.SplitRunes: well,
	sim.WrongKeyAccepted: well, sim.ClockStep: well,
	sim.Refuse: "ConnectionRefused",
	sim.Hang:   "Timeout", sim.SlowHealthCheck: "Timeout",
	sim.Hung: "EngineHung", sim.NoFirstByte: "EngineHung", sim.Drip: "EngineHung",
	sim.Busy: notUnhealthy, sim.Saturated: notUnhealthy, sim.Unavailable: notUnhealthy,
	sim.Starting: "HTTPError", sim.Health500: "HTTPError", sim.Plain503: "HTTPError", sim.Status500: "HTTPError",
	sim.Redirect: "HTTPError", sim.HTML200: "HTTPError", sim.Gzip: "HTTPError", sim.GzipBomb: "HTTPError",
	sim.ErrorInStream: "StreamBroken", sim.Truncated: "StreamBroken", sim.NoEndMarker: "StreamBroken",
	sim.UnfinishedEvent: "StreamBroken", sim.HeadersOnly: "StreamBroken", sim.Endless: "StreamBroken",
	sim.HugeEvent: "StreamBroken", sim.DeepJSON: "StreamBroken", sim.NULBytes: "StreamBroken", sim.Empty: "StreamBroken",
	sim.Buffered: "OffTarget", sim.Padding: "OffTarget",
	sim.HardCoded: "OutputFabricated", sim.WrongOutput: "OutputWrong", sim.InvalidUTF8: "OutputWrong",
	sim.MissingAdapter: "ModelsMissing", sim.MissingAdapterServed: "ModelsMissing", sim.BaseServedAdapter: "ModelsMissing",
}

// fastConfig is a config with short periods.
func fastConfig(e *sim.Engine, timeout time.Duration) *EngineConfig {
	often := Cadence{Period: 100 * time.Millisecond, Timeout: timeout}
	chunks, gap := int64(20), int64(1500)
	return &EngineConfig{
		Endpoint: Endpoint{Protocol: Protocol(e.Protocol()), URL: e.URL()},
		Models:   []string{"prompt", "error_fix"}, Probe: often, Pulse: often, Thresholds: thresholds,
		Canaries: []Canary{{
			Name: "print-jay", Prompt: `Write one line of Python that prints "Jay-{{nonce}}". Code only.`,
			MaxTokens: 64, Temperature: "0", Expect: &measure.Expectation{Contains: `print("Jay-{{nonce}}")`}, Flip: true,
			Targets: measure.Targets{Chunks: measure.Range{Min: &chunks}, FirstChunkMilliseconds: measure.Range{Max: &gap}},
			Cadence: Cadence{Period: 100 * time.Millisecond, Timeout: patience}, Thresholds: thresholds,
		}},
	}
}

// live plays a scene over loopback sockets, in real time.
func live(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	s.manager = New(&Network{Guard: engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))}, s.wake, s)
	t.Cleanup(s.manager.Close)
	return s
}

func started(t *testing.T, p sim.Protocol, script sim.Script) *sim.Engine {
	t.Helper()
	e, err := sim.Start(p, script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// Every misbehaviour leads to its reason.
func TestEveryMisbehaviour(t *testing.T) {
	t.Parallel()
	for _, misbehaviour := range sim.Misbehaviours() {
		want, known := reasons[misbehaviour]
		if !known {
			t.Errorf("%s: which reason must it lead to?", misbehaviour)
		}
		t.Run(string(misbehaviour), func(t *testing.T) {
			t.Parallel()
			script := sim.Script{Misbehave: misbehaviour, TokenInterval: time.Millisecond, HugeEventBytes: 1 << 20}
			if misbehaviour == sim.Buffered {
				script.TokenInterval = 50 * time.Millisecond // the whole answer comes after three seconds
			}
			s, e := live(t), started(t, sim.OpenAI, script)
			s.ensure(fastConfig(e, timeoutFor(want)))
			s.mustCome(want)
			if n := e.Counts().Elsewhere; n != 0 {
				t.Errorf("%d redirects were followed", n)
			}
		})
	}
}

// timeoutFor is a timeout that only a hung engine exceeds, however busy the machine is.
func timeoutFor(why reason.Reason) time.Duration {
	switch why {
	case "Timeout", "EngineHung", notUnhealthy:
		return 2 * time.Second
	}
	return patience
}

// mustCome waits for an engine's reason.
func (s *scene) mustCome(why reason.Reason) {
	s.t.Helper()
	switch why {
	case well:
		s.until(patience, is(health.Healthy))
	case notUnhealthy:
		for range 6 {
			<-s.pulsed
		}
		if got := s.observed(); got.Health == health.Unhealthy {
			s.t.Errorf("observed: %+v", got)
		}
	default:
		s.until(patience, func(s EngineObservation) bool { return s.Health == health.Unhealthy && s.Reason == why })
	}
}

// With each protocol, an engine becomes Unhealthy and Healthy again.
func TestEachProtocolFailsAndRecovers(t *testing.T) {
	t.Parallel()
	for _, p := range []sim.Protocol{sim.OpenAI, sim.MultiLoRA, sim.CodeGen} {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			s, e := live(t), started(t, p, sim.Script{})
			s.ensure(fastConfig(e, 2*time.Second))
			for _, m := range []sim.Misbehaviour{sim.Hung, sim.HardCoded, sim.MissingAdapter, sim.Refuse} {
				s.mustCome(well)
				e.Misbehave(m)
				s.mustCome(reasons[m])
				e.Misbehave(sim.None)
			}
			s.mustCome(well)
		})
	}
}

// Over real sockets the tripwire finds a killed engine long before the next probe is due.
func TestAKilledEngineOverRealSockets(t *testing.T) {
	t.Parallel()
	s, e := live(t), started(t, sim.OpenAI, sim.Script{})
	config := fastConfig(e, patience)
	config.Probe.Period, config.Thresholds.Success, config.Canaries = 20*time.Second, 1, nil
	s.ensure(config)
	s.mustCome(well)
	died := time.Now()
	e.Kill()
	s.mustCome("ConnectionRefused")
	if took := time.Since(died); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAVanishedEngineOverRealSockets(t *testing.T) {
	t.Parallel()
	s, e := live(t), started(t, sim.OpenAI, sim.Script{})
	s.ensure(fastConfig(e, time.Second))
	s.mustCome(well)
	e.Vanish()
	s.mustCome("Timeout")
	e.Reappear()
	s.mustCome(well)
}

// A server that drops its idle connections, as on a reload, stays Healthy.
func TestDroppedConnectionsOverRealSockets(t *testing.T) {
	t.Parallel()
	s, e := live(t), started(t, sim.OpenAI, sim.Script{})
	s.ensure(fastConfig(e, patience))
	s.mustCome(well)
	for range 20 {
		<-s.pulsed
		e.DropIdle()
	}
	s.mustStay(health.Healthy)
}
