// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

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

func TestSpareProbes(t *testing.T) {
	t.Parallel()
	for _, m := range []Misbehaviour{Redirect, HTML200, Gzip, GzipBomb} {
		e := start(t, OpenAI, quick.with(func(s *Script) { s.Misbehave, s.SpareProbes = m, true }))
		for _, path := range []string{"/health", "/v1/models", "/metrics"} {
			if a := get(t, e, path); a.status != http.StatusOK || a.header.Get("Content-Encoding") != "" || strings.Contains(a.raw, "<") {
				t.Errorf("%s: %s is %d, %q", m, path, a.status, a.raw)
			}
		}
		if a := ask(t, e, question{prompt: printJay}); strings.HasPrefix(a.raw, "data: ") {
			t.Errorf("%s: the generation is spared as well", m)
		}
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
