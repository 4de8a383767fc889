// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// story is what a client sees of one misbehaviour.
type story func(t *testing.T, e *Engine)

// stories has one story for each misbehaviour; it is told in every protocol.
var stories = map[Misbehaviour]story{
	None: serves, Refuse: refusesConnections, Hang: answersNothing, Hung: opensAndFallsSilent,
	NoFirstByte: answersNoGeneration, Busy: keepsInLine, Starting: saysItIsStarting,
	SlowHealthCheck: checksSlowly, Health500: checksBadly,
	Saturated: refusesWith(429, "1"), Unavailable: refusesWith(503, "1"),
	Plain503: refusesWith(503, ""), Status500: refusesWith(500, ""),
	ErrorInStream: errsInside, Truncated: breaksOff, NoEndMarker: endsUnmarked,
	UnfinishedEvent: endsUnmarked, HeadersOnly: saysNothing, Buffered: comesAtOnce, Padding: pads,
	Drip: drips, Endless: neverEnds, HugeEvent: sendsOneHugeLine, DeepJSON: nestsDeep,
	InvalidUTF8: sendsBadText(func(s string) bool { return !utf8.ValidString(s) }),
	NULBytes:    sendsBadText(func(s string) bool { return strings.Contains(s, "\x00") }),
	BOM:         writesValidly("\xEF\xBB\xBFdata: "), CROnly: writesValidly("data: "),
	MultiDataLines: writesValidly("data: {\ndata: "), SplitRunes: writesValidly("data: "),
	HardCoded: answersWith(`print("Jay")` + "\n"), WrongOutput: answersWith("raise SystemExit(1)\n"), Empty: answersBlank,
	MissingAdapter: lacksAdapter(false), MissingAdapterServed: lacksAdapter(true),
	BaseServedAdapter: servesByBase, WrongKeyAccepted: acceptsAnyKey,
	ClockStep: jumpsInTime,
	Redirect:  redirects, HTML200: showsHTML, Gzip: compresses, GzipBomb: explodes,
}

func TestEveryMisbehaviourInEveryProtocol(t *testing.T) {
	for _, m := range Misbehaviours() {
		tell, ok := stories[m]
		if !ok {
			t.Errorf("no story for %q", m)
			continue
		}
		for _, p := range Protocols() {
			t.Run(string(m)+"/"+string(p), func(t *testing.T) {
				t.Parallel()
				tell(t, start(t, p, quick.with(func(s *Script) { s.Misbehave = m })))
			})
		}
	}
}

func serves(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if a.err != nil || a.status != http.StatusOK || !a.ended(e.Protocol()) {
		t.Errorf("status %d, error %v, raw %q", a.status, a.err, a.raw)
	}
	if !strings.HasPrefix(a.text(), `print("Jay-abc123")`+"\n#") || len(a.texts()) != quick.Tokens {
		t.Errorf("%d chunks, text %q", len(a.texts()), a.text())
	}
}

func refusesConnections(t *testing.T, e *Engine) {
	if a := get(t, e, "/health"); !errors.Is(a.err, syscall.ECONNREFUSED) {
		t.Errorf("want a refused connection, got status %d, %v", a.status, a.err)
	}
	e.Misbehave(None)
	serves(t, e)
}

func answersNothing(t *testing.T, e *Engine) {
	for _, path := range []string{"/health", modelsPath[e.Protocol()]} {
		unanswered(t, e, request(t, http.MethodGet, e.URL()+path, ""))
	}
	answersNoGeneration(t, e)
}

func answersNoGeneration(t *testing.T, e *Engine) {
	unanswered(t, e, question{prompt: printJay}.request(t.Context(), e))
}

// unanswered asks, sees that the engine has the request, and gives up.
func unanswered(t *testing.T, e *Engine, r *http.Request) {
	t.Helper()
	before := e.Counts().Total()
	ctx, cancel := context.WithCancel(t.Context())
	got, client := make(chan answer, 1), newClient(t)
	go func() { got <- responseTo(client, r.WithContext(ctx)) }()
	eventually(t, "the engine has the request", func() bool { return e.Counts().Total() > before })
	select {
	case a := <-got:
		t.Errorf("an answer came: status %d, %v", a.status, a.err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	if a := <-got; !errors.Is(a.err, context.Canceled) {
		t.Errorf("want no answer at all, got status %d, %v", a.status, a.err)
	}
}

func opensAndFallsSilent(t *testing.T, e *Engine) {
	if a := get(t, e, "/health"); a.status != http.StatusOK {
		t.Errorf("health is %d", a.status)
	}
	if a := get(t, e, modelsPath[e.Protocol()]); !strings.Contains(a.raw, "autocomplete") {
		t.Errorf("models are %q", a.raw)
	}
	l := open(t, e, question{prompt: printJay})
	if l.reply.StatusCode != http.StatusOK {
		t.Errorf("the stream is %d", l.reply.StatusCode)
	}
	l.silent()
	if n := e.Counts().Tokens; n != 0 {
		t.Errorf("%d tokens were generated", n)
	}
}

func keepsInLine(t *testing.T, e *Engine) {
	open(t, e, question{prompt: printJay}).silent()
	if e.Protocol() != OpenAI {
		return
	}
	first, second := get(t, e, "/metrics").raw, get(t, e, "/metrics").raw
	if !strings.Contains(first, `num_requests_waiting{engine="0",model_name="base"} 64.0`) || first == second {
		t.Errorf("the line must be long and the counter move:\n%s\n%s", first, second)
	}
}

func saysItIsStarting(t *testing.T, e *Engine) {
	if a := get(t, e, "/health"); a.status != http.StatusServiceUnavailable {
		t.Errorf("health is %d", a.status)
	}
	a := get(t, e, modelsPath[e.Protocol()])
	initializing := strings.Contains(a.raw, `"status":"initializing"`) && strings.Contains(a.raw, `"available_models":[]`)
	if e.Protocol() == MultiLoRA && !initializing {
		t.Errorf("models are %q", a.raw)
	}
}

func checksSlowly(t *testing.T, e *Engine) {
	unanswered(t, e, request(t, http.MethodGet, e.URL()+"/health", ""))
	serves(t, e)
}

func checksBadly(t *testing.T, e *Engine) {
	if a := get(t, e, "/health"); a.status != http.StatusInternalServerError {
		t.Errorf("health is %d", a.status)
	}
	serves(t, e)
}

func refusesWith(status int, retryAfter string) story {
	return func(t *testing.T, e *Engine) {
		a := ask(t, e, question{prompt: printJay})
		if a.status != status || a.header.Get("Retry-After") != retryAfter {
			t.Errorf("status %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
		}
		if a := get(t, e, "/health"); a.status != http.StatusOK {
			t.Errorf("health is %d", a.status)
		}
	}
}
