// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
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
	Redirect: redirects, HTML200: showsHTML, Gzip: compresses, GzipBomb: explodes,
}

func TestEveryMisbehaviourInEveryProtocol(t *testing.T) {
	for _, m := range Misbehaviours() {
		tell, ok := stories[m]
		if !ok {
			t.Errorf("no story tells of %q", m)
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
	got := make(chan answer)
	go func() { got <- do(t, r.WithContext(ctx)) }()
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

func errsInside(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	evs := a.events()
	if len(a.texts()) != quick.Tokens/2 || !a.ended(e.Protocol()) || !strings.Contains(evs[len(evs)-2], "error") {
		t.Errorf("%d texts, raw %q", len(a.texts()), a.raw)
	}
}

func breaksOff(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if !errors.Is(a.err, io.ErrUnexpectedEOF) || len(a.texts()) != quick.Tokens/2 {
		t.Errorf("error %v, %d texts", a.err, len(a.texts()))
	}
}

func endsUnmarked(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if a.err != nil || a.ended(e.Protocol()) || len(a.texts()) != quick.Tokens {
		t.Errorf("error %v, %d texts, raw %q", a.err, len(a.texts()), a.raw)
	}
}

func saysNothing(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if a.err != nil || a.status != http.StatusOK || a.raw != "" {
		t.Errorf("status %d, error %v, raw %q", a.status, a.err, a.raw)
	}
}

// comesAtOnce compares moments: the headers come after the last event was generated,
// and the events were generated at the normal pace.
func comesAtOnce(t *testing.T, e *Engine) {
	e.SetScript(steady.with(func(s *Script) { s.Misbehave, s.StampSends = Buffered, true }))
	reply, err := newClient(t).Do(question{prompt: printJay}.request(t.Context(), e))
	if err != nil {
		t.Fatal(err)
	}
	came := time.Now()
	raw, err := io.ReadAll(reply.Body)
	_ = reply.Body.Close()
	sent := e.Streams()[0].Sent
	first, last := sent[0], sent[len(sent)-1]
	if err != nil || came.Before(last) || last.Sub(first) < steady.TokenInterval*time.Duration(steady.Tokens-2) {
		t.Errorf("generated in %s, came %s after the last, %v", last.Sub(first), came.Sub(last), err)
	}
	if a := (answer{raw: string(raw)}); len(a.texts()) != steady.Tokens {
		t.Errorf("%d texts", len(a.texts()))
	}
}

func pads(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if len(a.texts()) != realChunks || len(a.events()) < 50 || !strings.Contains(a.text(), "Jay-abc123") {
		t.Errorf("%d texts in %d events", len(a.texts()), len(a.events()))
	}
}

func drips(t *testing.T, e *Engine) {
	e.SetScript(quick.with(func(s *Script) { s.Misbehave, s.DripInterval = Drip, time.Millisecond }))
	l := open(t, e, question{prompt: printJay})
	for range 20 {
		if line := l.next(); strings.Contains(line, "print") {
			t.Errorf("it says something: %q", line)
		}
	}
}

func neverEnds(t *testing.T, e *Engine) {
	l := open(t, e, question{prompt: printJay})
	for range 2000 {
		l.next()
	}
	l.cancel()
	eventually(t, "the engine notices", func() bool { return e.Counts().Cancelled == 1 })
}

func sendsOneHugeLine(t *testing.T, e *Engine) {
	e.SetScript(quick.with(func(s *Script) { s.Misbehave, s.HugeEventBytes = HugeEvent, 1<<20 }))
	a := ask(t, e, question{prompt: printJay})
	if len(a.text()) != 1<<20 || len(a.texts()) != 1 {
		t.Errorf("%d bytes in %d texts", len(a.text()), len(a.texts()))
	}
}

func nestsDeep(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if !strings.Contains(a.raw, strings.Repeat("[", depth)) || len(a.texts()) != 0 {
		t.Errorf("%d bytes, %d texts", len(a.raw), len(a.texts()))
	}
}

func sendsBadText(bad func(string) bool) story {
	return func(t *testing.T, e *Engine) {
		if a := ask(t, e, question{prompt: printJay}); a.err != nil || !bad(a.raw) {
			t.Errorf("error %v, raw %q", a.err, a.raw)
		}
	}
}

// writesValidly wants the whole answer, and the bytes that the stream begins with.
func writesValidly(prefix string) story {
	return func(t *testing.T, e *Engine) {
		a := ask(t, e, question{prompt: printJay})
		if !strings.HasPrefix(a.raw, prefix) || !utf8.ValidString(a.raw) {
			t.Errorf("raw begins with %q", a.raw[:min(20, len(a.raw))])
		}
		evs := a.events()
		if len(evs) < quick.Tokens || !strings.HasPrefix(a.text(), `print("Jay-abc123")`+"\n#") {
			t.Errorf("%d events, text %q", len(evs), a.text())
		}
	}
}

func answersWith(prefix string) story {
	return func(t *testing.T, e *Engine) {
		a := ask(t, e, question{prompt: printJay})
		if !strings.HasPrefix(a.text(), prefix) || strings.Contains(a.text(), "abc123") || !a.ended(e.Protocol()) {
			t.Errorf("text %q", a.text())
		}
	}
}

func answersBlank(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if a.text() == "" || strings.TrimSpace(a.text()) != "" || !a.ended(e.Protocol()) {
		t.Errorf("text %q", a.text())
	}
}

// missingName is MissingModel as a protocol asks for it.
var missingName = map[Protocol]string{OpenAI: "error_fix", MultiLoRA: "error_fix", CodeGen: "bug_fix"}

func lacksAdapter(served bool) story {
	return func(t *testing.T, e *Engine) {
		if a := get(t, e, modelsPath[e.Protocol()]); strings.Contains(a.raw, "error_fix") {
			t.Errorf("it is listed: %q", a.raw)
		}
		want := map[Protocol]int{OpenAI: 404, MultiLoRA: 400, CodeGen: 400}[e.Protocol()]
		if served {
			want = http.StatusOK
		}
		if a := ask(t, e, question{prompt: printJay, model: missingName[e.Protocol()]}); a.status != want {
			t.Errorf("status %d, want %d", a.status, want)
		}
	}
}

func servesByBase(t *testing.T, e *Engine) {
	a := get(t, e, modelsPath[e.Protocol()])
	if !strings.Contains(a.raw, "error_fix") || strings.Count(a.raw, `"parent":"base"`) == len(e.Script().Models) {
		t.Errorf("models are %q", a.raw)
	}
	if a := ask(t, e, question{prompt: printJay, model: missingName[e.Protocol()]}); a.status != http.StatusOK {
		t.Errorf("status %d", a.status)
	}
	if e.Protocol() == OpenAI && !strings.Contains(get(t, e, "/metrics").raw, `model_name="base"} 24.0`) {
		t.Error("the base model did not serve it")
	}
}

func acceptsAnyKey(t *testing.T, e *Engine) {
	e.SetScript(quick.with(func(s *Script) { s.Misbehave, s.APIKey = WrongKeyAccepted, "right" }))
	if a := ask(t, e, question{prompt: printJay, key: "wrong"}); a.status != http.StatusOK {
		t.Errorf("status %d", a.status)
	}
	e.Misbehave(None)
	if a := ask(t, e, question{prompt: printJay, key: "wrong"}); a.status != http.StatusUnauthorized {
		t.Errorf("honestly: status %d", a.status)
	}
}

func redirects(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if a.status != http.StatusTemporaryRedirect || !strings.HasPrefix(a.header.Get("Location"), ElsewherePath) {
		t.Errorf("status %d, location %q", a.status, a.header.Get("Location"))
	}
	if e.Counts().Elsewhere != 0 {
		t.Error("nobody followed, and yet it counts")
	}
	if get(t, e, ElsewherePath+"/health"); e.Counts().Elsewhere != 1 {
		t.Error("who follows must be found out")
	}
}

func showsHTML(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("status %d, type %q", a.status, a.header.Get("Content-Type"))
	}
}

func compresses(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	zip, err := gzip.NewReader(strings.NewReader(a.raw))
	if err != nil || a.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("error %v, encoding %q", err, a.header.Get("Content-Encoding"))
	}
	raw, err := io.ReadAll(zip)
	if err != nil || !strings.HasPrefix((answer{raw: string(raw)}).text(), `print("Jay-abc123")`) {
		t.Errorf("error %v, raw %q", err, raw)
	}
}

func explodes(t *testing.T, e *Engine) {
	a := ask(t, e, question{prompt: printJay})
	zip, err := gzip.NewReader(bytes.NewReader([]byte(a.raw)))
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(zip, 8<<20))
	if err != nil || n != 8<<20 || len(a.raw) > 4<<20 {
		t.Errorf("%d bytes unpack to %d, %v", len(a.raw), n, err)
	}
}

func dial(e *Engine, limit time.Duration) error {
	c, err := net.DialTimeout("tcp", e.Addr(), limit)
	if err == nil {
		err = c.Close()
	}
	return err
}
