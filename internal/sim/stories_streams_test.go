// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

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
