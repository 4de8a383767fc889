// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// slow is an engine whose answers take about two seconds.
var slow = sim.Script{TimeToFirstToken: -1, TokenInterval: 10 * time.Millisecond, Tokens: 200}

// A stream that is under way at the signal goes on to its end, while the gateway says that it is not ready.
func TestDrain(t *testing.T) {
	t.Parallel()
	s := newStage(t, slow)
	s.run("--config=" + s.config)
	r, err := s.chat("hi")
	s.must(err)
	defer r.Body.Close()
	lines := bufio.NewReader(r.Body)
	_, err = lines.ReadString('\n')
	s.must(err)
	s.end()
	s.until("not ready", func() bool {
		return strings.Contains(s.get("http://"+s.ready+"/readyz"), "the gateway is shutting down")
	})
	rest, err := io.ReadAll(lines)
	if err != nil || !strings.HasSuffix(string(rest), "data: [DONE]\n\n") || strings.Contains(string(rest), `"error"`) {
		t.Errorf("%v, and the stream ended with %q", err, tail(rest))
	}
}

// One that takes too long gets an error event.
func TestDrainIsOver(t *testing.T) {
	t.Parallel()
	s := newStage(t, sim.Script{TimeToFirstToken: -1, TokenInterval: 100 * time.Millisecond, Tokens: 300})
	s.run("--config="+s.config, "--drain-timeout=200ms")
	r, err := s.chat("hi")
	s.must(err)
	defer r.Body.Close()
	lines := bufio.NewReader(r.Body)
	_, err = lines.ReadString('\n')
	s.must(err)
	s.end()
	rest, err := io.ReadAll(lines)
	if err != nil || !strings.Contains(string(rest), "shutting down") {
		t.Errorf("%v, and the stream ended with %q", err, tail(rest))
	}
}

func tail(text []byte) string { return string(text[max(0, len(text)-300):]) }
