// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

func startControl(t *testing.T, e *Engine) *Control {
	t.Helper()
	c, err := StartControl(":0", e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// order gives an order that must be obeyed.
func order(t *testing.T, method, url, body string) answer {
	t.Helper()
	a := do(t, request(t, method, url, body))
	if a.err != nil || a.status >= 300 {
		t.Fatalf("%s %s: %d %v %s", method, url, a.status, a.err, a.raw)
	}
	return a
}

func TestControlChangesTheScript(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.APIKey = "secret" }))
	url := e.URL() + "/sim/script"
	a := order(t, http.MethodPatch, url, `{"tokenInterval":"7ms","tokens":5,"models":["one"],"misbehave":"hard-coded"}`)
	s := e.Script()
	if s.TokenInterval != 7*time.Millisecond || s.Tokens != 5 || s.Models[0] != "one" || s.Misbehave != HardCoded || s.TimeToFirstToken != -1 {
		t.Errorf("the script is %+v", s)
	}
	if strings.Contains(a.raw, "secret") || !strings.Contains(a.raw, `"tokenInterval":"7ms"`) {
		t.Errorf("it shows %s", a.raw)
	}
	order(t, http.MethodPut, url, `{"tokens":9}`)
	want := Script{Tokens: 9, APIKey: "secret"}.Defaults()
	if s := e.Script(); s.Tokens != 9 || s.TokenInterval != want.TokenInterval || s.APIKey != "secret" || s.Misbehave != None {
		t.Errorf("the script is %+v", s)
	}
	order(t, http.MethodPut, url, order(t, http.MethodGet, url, "").raw)
}

func TestControlRefusesUnknownRequests(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	before := e.Script()
	for body, want := range map[string]string{
		`{"tokens":5,"tokns":9}`:   "unknown field",
		`{"tokenInterval":7}`:      "a duration is a string",
		`{"tokenInterval":"soon"}`: "soon",
		`{"misbehave":"sulk"}`:     "hard-coded",
		`{"build":"gothic"}`:       "older",
		`{"tokens":"many"}`:        "tokens",
		`not json`:                 "read the script",
	} {
		a := do(t, request(t, http.MethodPatch, e.URL()+"/sim/script", body))
		if a.status != http.StatusBadRequest || !strings.Contains(a.raw, want) {
			t.Errorf("%s: %d %s", body, a.status, a.raw)
		}
	}
	if e.Script().Tokens != before.Tokens {
		t.Error("half of a bad script was taken")
	}
	if a := do(t, request(t, http.MethodPost, e.URL()+"/sim/misbehave/sulk", "")); a.status != 404 || !strings.Contains(a.raw, "hung") {
		t.Errorf("%d %s", a.status, a.raw)
	}
}

func TestControlWorksWhileMisbehaving(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	for _, m := range Misbehaviours() {
		if m == Refuse {
			continue // told below
		}
		order(t, http.MethodPost, e.URL()+"/sim/misbehave/"+string(m), "")
		if e.Script().Misbehave != m {
			t.Errorf("it does %s, not %s", e.Script().Misbehave, m)
		}
	}
	list := order(t, http.MethodGet, e.URL()+"/sim/misbehaviours", "").raw
	for _, m := range Misbehaviours() {
		if m.Means() == "" || !strings.Contains(list, `"name":"`+string(m)+`"`) {
			t.Errorf("%s is not explained", m)
		}
	}
}

func TestControlRespondsBeforeItCloses(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	for _, fate := range []string{"kill", "misbehave/refuse"} {
		order(t, http.MethodPost, e.URL()+"/sim/"+fate, "")
		eventually(t, "connections are refused", func() bool { return errors.Is(dial(e, time.Second), syscall.ECONNREFUSED) })
		e.Misbehave(None)
		if err := e.Revive(); err != nil {
			t.Fatal(err)
		}
	}
	order(t, http.MethodPost, e.URL()+"/sim/vanish", "")
	eventually(t, "it is gone", e.link.quiet)
}

func (l *link) quiet() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.listener.network.silent()
}

func TestControlOnItsOwnListenerOutlivesTheEngine(t *testing.T) {
	t.Parallel()
	e := start(t, CodeGen, quick)
	url := startControl(t, e).URL() + "/sim/"
	order(t, http.MethodPost, url+"kill", "")
	if a := get(t, e, "/health"); !errors.Is(a.err, syscall.ECONNREFUSED) {
		t.Errorf("want a refused connection, got %d %v", a.status, a.err)
	}
	order(t, http.MethodPost, url+"revive", "")
	order(t, http.MethodPost, url+"vanish", "")
	order(t, http.MethodPost, url+"reappear", "")
	order(t, http.MethodPost, url+"drop-idle", "")
	serves(t, e)
	var requests []Request
	if err := json.Unmarshal([]byte(order(t, http.MethodGet, url+"requests", "").raw), &requests); err != nil || len(requests) != 1 {
		t.Errorf("%d requests, %v", len(requests), err)
	}
	order(t, http.MethodPost, url+"forget", "")
	if raw := order(t, http.MethodGet, url+"counts", "").raw; !strings.Contains(raw, `"streams":0`) {
		t.Errorf("counts are %s", raw)
	}
}

func TestReviveReportsAnAddressInUse(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	e.Kill()
	other, err := StartAt(e.Addr(), OpenAI, quick)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	a := do(t, request(t, http.MethodPost, startControl(t, e).URL()+"/sim/revive", ""))
	if a.status != http.StatusConflict || !strings.Contains(a.raw, "address already in use") {
		t.Errorf("%d %s", a.status, a.raw)
	}
}

func TestControlIsForTheSameMachine(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	for from, want := range map[string]int{"127.0.0.1:5": 200, "[::1]:5": 200, "192.0.2.7:5": 403, "": 403} {
		r := httptest.NewRequest(http.MethodGet, "/sim/script", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("from %q: %d, want %d", from, w.Code, want)
		}
	}
}
