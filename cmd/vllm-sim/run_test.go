// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/internal/version"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func noEnv(string) string { return "" }

// program is run in the background; its output comes line by line.
type program struct {
	greeting string
	stop     context.CancelFunc
	done     chan error
}

func startProgram(t *testing.T, args ...string) program {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	p := program{stop: stop, done: make(chan error, 1)}
	go func() {
		err := run(ctx, args, noEnv, in)
		_ = in.CloseWithError(err)
		p.done <- err
	}()
	buf := make([]byte, 1024)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	p.greeting = string(buf[:n])
	t.Cleanup(stop)
	return p
}

// end stops the program as a signal does.
func (p program) end(t *testing.T) {
	t.Helper()
	p.stop()
	select {
	case err := <-p.done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(timing.Deadline):
		t.Error("it does not end")
	}
}

var greetingForm = regexp.MustCompile(
	`^vllm-sim: (\w+) engine listening on (http://127\.0\.0\.1:\d+), control API at (http://127\.0\.0\.1:\d+)/sim/, misbehaviour (\S+)\n$`,
)

func (p program) urls(t *testing.T) (engine, control string) {
	t.Helper()
	m := greetingForm.FindStringSubmatch(p.greeting)
	if m == nil {
		t.Fatalf("it greets with %q", p.greeting)
	}
	return m[2], m[3]
}

func status(t *testing.T, method, url string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	reply, err := transport.RoundTrip(r)
	if err != nil {
		return 0
	}
	_ = reply.Body.Close()
	return reply.StatusCode
}

func TestItServesUntilItIsStopped(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "--protocol", "multilora", "--listen", ":0", "--misbehave", "health-500")
	engine, control := p.urls(t)
	if engine != control || status(t, http.MethodGet, engine+"/health") != http.StatusInternalServerError {
		t.Errorf("it greets with %q", p.greeting)
	}
	p.end(t)
	if status(t, http.MethodGet, engine+"/health") != 0 {
		t.Error("it still answers")
	}
}

func TestItsControlOutlivesAKill(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "--control", ":0")
	engine, control := p.urls(t)
	for _, step := range []struct {
		order  string
		health int
	}{{"kill", 0}, {"revive", 200}, {"misbehave/health-500", 500}, {"misbehave/refuse", 0}, {"misbehave/none", 200}} {
		if got := status(t, http.MethodPost, control+"/sim/"+step.order); got != http.StatusNoContent {
			t.Errorf("%s is %d", step.order, got)
		}
		if got := status(t, http.MethodGet, engine+"/health"); got != step.health {
			t.Errorf("after %s health is %d, want %d", step.order, got, step.health)
		}
	}
	p.end(t)
}

func TestItEndsWhileItHangs(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "--misbehave", "hang")
	p.end(t)
}

func TestFlagsMakeTheScript(t *testing.T) {
	t.Parallel()
	env := func(name string) string { return map[string]string{"SIM_API_KEY": "from-env"}[name] }
	o, err := parse(strings.Fields("--protocol CodeGen --listen :7 --control :8 --models a,b --time-to-first-token 0s "+
		"--token-interval 3ms --jitter 1ms --tokens 9 --tokens-per-event 2 --slots 4 --build older --misbehave drip --stamp-sends "+
		"--continuation refuse"), env, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s := o.script
	if o.protocol != sim.CodeGen || o.listen != "127.0.0.1:7" || o.control != ":8" || s.APIKey != "from-env" ||
		strings.Join(s.Models, "+") != "a+b" || s.TimeToFirstToken >= 0 || s.TokenInterval != 3*time.Millisecond ||
		s.Jitter != time.Millisecond || s.Tokens != 9 || s.TokensPerEvent != 2 || s.Slots != 4 ||
		s.Build != sim.BuildOlder || s.Misbehave != sim.Drip || s.Continuation != sim.Refuses || !s.StampSends {
		t.Errorf("it is %+v", o)
	}
	if o, _ = parse([]string{"--api-key", "from-flag"}, env, io.Discard); o.script.APIKey != "from-flag" {
		t.Errorf("the key is %q", o.script.APIKey)
	}
}

func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--protocol telex":            "MultiLoRA",
		"--misbehave sulk":            "error-in-stream",
		"--build gothic":              "double-end",
		"--continuation sometimes":    "restart",
		"--listen nowhere":            "--listen",
		"--control nowhere":           "control API",
		"--tokens 0":                  "at least 1",
		"--nonsense":                  "unknown flag",
		"OpenAI":                      "flags only",
		"--time-to-first-token never": "invalid",
	} {
		err := run(t.Context(), strings.Fields(args), noEnv, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", args, want, err)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), []string{"--version"}, noEnv, &out); err != nil ||
		!strings.HasPrefix(out.String(), "vllm-sim "+version.Get().Version) {
		t.Errorf("%v: %s", err, out.String())
	}
}

func TestHelpHelps(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), []string{"--help"}, noEnv, &out); !errors.Is(err, pflag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{"Examples:", "SIM_API_KEY", "--time-to-first-token", "curl -X POST", "padding"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help lacks %q", want)
		}
	}
	for _, m := range sim.Misbehaviours() {
		if !strings.Contains(out.String(), "  "+string(m)+" ") {
			t.Errorf("the help lacks %s", m)
		}
	}
}
