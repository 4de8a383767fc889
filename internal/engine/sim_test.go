// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// came is what the checks of an engine come to.
type came struct {
	health, models, stream reason.Reason
	says                   string // part of the message of the stream's fault
}

const well = reason.Reason("none")

// expectations has every misbehaviour of the simulated engines. What a client cannot see from one check is well here: it is
// for those who compare numbers, texts and lists.
var expectations = map[sim.Misbehaviour]came{
	sim.None:                 {well, well, well, ""},
	sim.Refuse:               {reason.ConnectionRefused, reason.ConnectionRefused, reason.ConnectionRefused, "does not accept connections"},
	sim.Hang:                 {reason.Timeout, reason.Timeout, reason.Timeout, "in time"},
	sim.Hung:                 {well, well, reason.Timeout, "did not end its stream in time; 0 chunks came"},
	sim.NoFirstByte:          {well, well, reason.Timeout, "did not answer in time"},
	sim.Busy:                 {well, well, reason.Timeout, "did not end its stream in time; 0 chunks came"},
	sim.Starting:             {reason.HTTPError, reason.HTTPError, reason.HTTPError, "503 Service Unavailable: Engine not initialized"},
	sim.SlowHealthCheck:      {reason.Timeout, well, well, ""},
	sim.Health500:            {reason.HTTPError, well, well, ""},
	sim.Saturated:            {well, well, reason.Saturated, "is saturated (429 Too Many Requests)"},
	sim.Unavailable:          {well, well, reason.Saturated, "is saturated (503 Service Unavailable)"},
	sim.Plain503:             {well, well, reason.HTTPError, "answered 503"},
	sim.Status500:            {well, well, reason.HTTPError, "answered 500"},
	sim.ErrorInStream:        {well, well, reason.StreamBroken, "sent an error in its stream: CUDA error"},
	sim.Truncated:            {well, well, reason.StreamBroken, "closed the connection before the answer was complete"},
	sim.NoEndMarker:          {well, well, reason.StreamBroken, "without an end marker, after 64 chunks"},
	sim.UnfinishedEvent:      {well, well, reason.StreamBroken, "without an end marker, after 64 chunks"},
	sim.HeadersOnly:          {well, well, reason.StreamBroken, "without an end marker, after 0 chunks"},
	sim.Buffered:             {well, well, well, ""},
	sim.Padding:              {well, well, well, ""},
	sim.Drip:                 {well, well, reason.Timeout, "did not end its stream in time"},
	sim.Endless:              {well, well, reason.StreamBroken, "more than"},
	sim.HugeEvent:            {well, well, reason.StreamBroken, "an event that is longer"},
	sim.DeepJSON:             {well, well, reason.StreamBroken, "an event that is longer"},
	sim.InvalidUTF8:          {well, well, well, ""},
	sim.NULBytes:             {well, well, reason.StreamBroken, "an event that is not of the protocol"},
	sim.BOM:                  {well, well, well, ""},
	sim.CROnly:               {well, well, well, ""},
	sim.MultiDataLines:       {well, well, well, ""},
	sim.SplitRunes:           {well, well, well, ""},
	sim.HardCoded:            {well, well, well, ""},
	sim.WrongOutput:          {well, well, well, ""},
	sim.Empty:                {well, well, reason.StreamBroken, "nothing but white space"},
	sim.MissingAdapter:       {well, well, reason.HTTPError, `it may not serve the model "prompt"`},
	sim.MissingAdapterServed: {well, well, well, ""},
	sim.BaseServedAdapter:    {well, well, well, ""},
	sim.WrongKeyAccepted:     {well, well, well, ""},
	sim.ClockStep:            {well, well, well, ""},
	sim.Redirect: {
		reason.HTTPError,
		reason.HTTPError,
		reason.HTTPError,
		"redirect (307 Temporary Redirect), which is not followed",
	},
	sim.HTML200:  {reason.HTTPError, reason.HTTPError, reason.HTTPError, "answered with text/html instead of an event stream"},
	sim.Gzip:     {well, reason.HTTPError, reason.HTTPError, "compressed its answer (gzip)"},
	sim.GzipBomb: {well, reason.HTTPError, reason.HTTPError, "compressed its answer (gzip)"},
}

func TestEveryMisbehaviour(t *testing.T) {
	t.Parallel()
	for _, misbehaviour := range sim.Misbehaviours() {
		want, known := expectations[misbehaviour]
		if !known {
			t.Errorf("%s: what is it that a client must see?", misbehaviour)
		}
		for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen} {
			t.Run(string(misbehaviour)+"/"+string(p), func(t *testing.T) {
				t.Parallel()
				want := want
				if misbehaviour == sim.Starting && p == protocol.MultiLoRA {
					want.models = reason.ModelsMissing
				}
				engine := started(t, p, sim.Script{Misbehave: misbehaviour, MissingModel: "prompt"})
				endure(t, engine, clientOf(t, Endpoint{Protocol: p, URL: engine.URL()}), want)
			})
		}
	}
}

func endure(t *testing.T, engine *sim.Engine, client *Client, want came) {
	t.Helper()
	bounded(t, want.health, func(ctx context.Context) {
		health := client.Health(ctx)
		mustBe(t, health, want.health)
		mustSay(t, health, strings.TrimPrefix(engine.URL(), "http://"))
	})
	bounded(t, want.models, func(ctx context.Context) {
		_, fault := client.Models(ctx)
		mustBe(t, fault, want.models)
		mustSay(t, fault, "")
	})
	bounded(t, want.stream, func(ctx context.Context) {
		got := client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: `Print "Jay-7"`, MaxTokens: 64, Temperature: "0"})
		mustBe(t, got.Fault, want.stream)
		mustSay(t, got.Fault, want.says)
		checkRecording(t, got)
	})
	if n := engine.Counts().Elsewhere; n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

// bounded gives a check little time if it is to time out, and fails it if it goes on much longer than that.
func bounded(t *testing.T, want reason.Reason, check func(context.Context)) {
	t.Helper()
	limit := patience
	if want == reason.Timeout {
		limit = 200 * time.Millisecond
	}
	start := time.Now()
	check(withTimeout(t, limit))
	if took := time.Since(start); took > limit+2*time.Second {
		t.Errorf("it took %v with a limit of %v", took, limit)
	}
}

// Valid framings, whatever they look like, give the text to the byte; so do all builds, and all places for the text.
func TestWholeTextIsReceived(t *testing.T) {
	t.Parallel()
	prompt := protocol.Generation{Model: "prompt", Prompt: `Write one line of Python that prints "Jay-7". Code only.`}
	for _, m := range []sim.Misbehaviour{sim.None, sim.BOM, sim.CROnly, sim.MultiDataLines, sim.SplitRunes, sim.Buffered, sim.Padding} {
		var texts []string
		for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen} {
			for _, s := range []sim.Script{{}, {Build: sim.BuildOlder}, {Build: sim.BuildDoubleEnd}, {TextIn: "reasoning_content"}, {TextIn: "tool_calls"}, {TokensPerEvent: 5}} {
				s.Misbehave = m
				got := clientOf(t, Endpoint{Protocol: p, URL: started(t, p, s).URL()}).Stream(withTimeout(t, patience), prompt)
				mustBe(t, got.Fault, well)
				texts = append(texts, textOf(got.Events))
			}
		}
		for _, text := range texts {
			if text != texts[0] || !strings.Contains(text, `print("Jay-7")`) || strings.ContainsRune(text, '\uFFFD') {
				t.Errorf("%s: %q is not %q", m, text, texts[0])
			}
		}
	}
}

func TestKeysAreAskedFor(t *testing.T) {
	t.Parallel()
	for p, header := range map[protocol.Protocol]string{protocol.OpenAI: "", protocol.MultiLoRA: "X-API-Key", protocol.CodeGen: "X-API-Key"} {
		engine := started(t, p, sim.Script{APIKey: secretKey, ForbiddenKey: secretKey + "-forbidden"})
		scheme := map[string]string{"": "Bearer"}[header]
		for key, want := range map[Key]reason.Reason{secretKey: well, "wrong": reason.Unauthorized, "": reason.Unauthorized, secretKey + "-forbidden": reason.Unauthorized} {
			client := clientOf(t, Endpoint{Protocol: p, URL: engine.URL(), Header: header, Scheme: scheme, Key: key})
			mustBe(t, client.Health(withTimeout(t, patience)), well)
			fault := client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault
			mustBe(t, fault, want)
			mustSay(t, fault, "refused the credentials")
		}
	}
}

func TestVanishedEngine(t *testing.T) {
	t.Parallel()
	engine := started(t, protocol.OpenAI, sim.Script{})
	client := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: engine.URL()})
	mustBe(t, client.Health(withTimeout(t, patience)), well)
	engine.Vanish()
	for range 3 { // first on the open connection, then without one
		mustBe(t, client.Health(withTimeout(t, 100*time.Millisecond)), reason.Timeout)
	}
	engine.Reappear()
	waitFor(t, func() bool { return client.Health(withTimeout(t, time.Second)) == nil })
}

func TestRevivedEngine(t *testing.T) {
	t.Parallel()
	engine := started(t, protocol.MultiLoRA, sim.Script{})
	client := clientOf(t, Endpoint{Protocol: protocol.MultiLoRA, URL: engine.URL()})
	mustBe(t, client.Health(withTimeout(t, patience)), well)
	engine.Kill()
	mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault, reason.ConnectionRefused)
	if err := engine.Revive(); err != nil {
		t.Fatal(err)
	}
	mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"}).Fault, well)
}
