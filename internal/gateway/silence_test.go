// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// hour is a limit that no test waits for.
const hour = time.Hour

// streams has clients stream at once until the test wants their answers. The function waits for these.
func (s *scene) streams(clients int) (answers func() []said) {
	all := make([]said, clients)
	var wait sync.WaitGroup
	k := kinds["chat"]
	for i := range all {
		wait.Go(func() { all[i] = s.post(s.t.Context(), k.path, k.body(printJay, "")) })
	}
	return func() []said {
		wait.Wait()
		return all
	}
}

// monitorOf is the monitor of an engine.
func (s *scene) monitorOf(e *table.Engine) *monitor { return s.gateway.pools.of(e).monitor }

// untilKnown waits until the pace of vllm is known.
func (s *scene) untilKnown() {
	s.t.Helper()
	eventually(s.t, "the pace of the engine is known", func() bool {
		_, known := s.monitorOf(s.now().VLLM).engine.Gap()
		return known
	})
}

// TestStreamsLeaveAHungEngine: what all streams of an engine show tells that it hangs, long before the silence of any one of them would.
// New requests avoid it, until it generates again.
func TestStreamsLeaveAHungEngine(t *testing.T) {
	for _, clients := range []int{10, 100} {
		t.Run(fmt.Sprintf("%d streams", clients), func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.silence(hour, hour)
			pace := sim.Script{TimeToFirstToken: -1, TokenInterval: 25 * time.Millisecond, Tokens: 1000, Slots: -1}
			s.vllm.SetScript(pace)
			pace.TokenInterval = 3 * time.Millisecond
			s.legacy.SetScript(pace)
			want := s.answerFrom(s.legacy.URL()+kinds["chat"].path, printJay)
			before := s.legacy.Counts().Streams
			answers := s.streams(clients)
			s.untilKnown()
			misbehave(s.vllm, sim.Hung)
			hung := time.Now()
			eventually(t, "the engine is known to hang", func() bool { return s.gateway.pools.isOpen(s.now().VLLM) })
			t.Logf("the engine was known to hang after %v", time.Since(hung))
			eventually(t, "all streams go on elsewhere", func() bool { return s.legacy.Counts().Streams-before >= clients })
			took := time.Since(hung)
			t.Logf("all streams left the engine %v after it hung", took)
			timing.AtMost(t, "to leave a hung engine", took, 1500*time.Millisecond)
			for _, a := range answers() {
				if st := a.story(t); st.text != want || !st.done || st.failed != "" {
					t.Errorf("%d of %d characters, done %t, failed %q", len(st.text), len(want), st.done, st.failed)
				}
			}
			s.isAvoidedUntilBack()
		})
	}
}

// isAvoidedUntilBack checks that vllm gets no requests while it hangs, and gets them again soon after.
func (s *scene) isAvoidedUntilBack() {
	s.t.Helper()
	k := kinds["chat"]
	if a := s.post(s.t.Context(), k.path, k.body(printJay, "")); a.header.Get("X-Codegen-Failover") != breakerOpen {
		s.t.Errorf("a new request: header %v", a.header)
	}
	s.vllm.SetScript(quick)
	eventually(s.t, "the engine is used again", func() bool {
		return s.post(s.t.Context(), k.path, k.body(printJay, "")).header.Get("X-Codegen-Engine") == "vllm"
	})
}

// TestAStreamAloneIsNoEvidence: one silent stream gets the time that is declared.
func TestAStreamAloneIsNoEvidence(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.silence(hour, 2500*time.Millisecond)
	s.vllm.SetScript(steady)
	want := s.answerTo(printJay)
	k := kinds["chat"]
	var hung time.Time
	a := s.during(t.Context(), k, s.vllm, func() {
		misbehave(s.vllm, sim.Hung)
		hung = time.Now()
	})
	if took := time.Since(hung); took < 2*time.Second {
		t.Errorf("it left after %v", took)
	}
	checkStream(t, k, a, want)
}

// TestPromptsTakeTheirTime: requests that wait for their first token are not silent streams.
func TestPromptsTakeTheirTime(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.silence(hour, hour)
	s.vllm.SetScript(sim.Script{TimeToFirstToken: 2 * time.Second, TokenInterval: -1, Tokens: 120, Slots: -1})
	want := s.answerTo(printJay)
	for _, a := range s.streams(10)() {
		if checkStream(t, kinds["chat"], a, want); a.header.Get("X-Codegen-Engine") != "vllm" {
			t.Errorf("header %v", a.header)
		}
	}
}

// TestACallThatBeganStays: nobody can go on with a tool call that has begun. Its stream waits for an engine that hangs, which may come
// back.
func TestACallThatBeganStays(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.silence(hour, hour)
	s.change(func(t *table.Table) { t.ToolSilence = hour })
	s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: 10 * time.Millisecond, Tokens: 600, Slots: -1, TextIn: "tool_calls"})
	answers := s.streams(10)
	s.untilKnown()
	misbehave(s.vllm, sim.Hung)
	eventually(t, "the engine is known to hang", func() bool { return s.gateway.pools.isOpen(s.now().VLLM) })
	misbehave(s.vllm, sim.None)
	for _, a := range answers() {
		if st := a.story(t); st.finish == "" || !st.done || st.failed != "" || a.trailer.Get(trailerResumes) != "0" {
			t.Errorf("%+v, trailer %v", st, a.trailer)
		}
	}
	if n := s.legacy.Counts().Streams; n != 0 {
		t.Errorf("the other engine was asked %d times", n)
	}
}

// scripted is an engine of our own in the place of vllm. It says the first so many characters of the answer to printJay, a token in each
// event, and then what the test wants. The request for one token is the monitor's, and is answered at once.
type scripted struct {
	*scene
	server *httptest.Server
	want   string
	// tokens is how many characters it says before it calls then, which returns at the end of the answer.
	tokens int
	then   func(s *scripted, w http.ResponseWriter, r *http.Request)
	// over ends what is silent.
	over chan struct{}
}

// newScripted puts the engine in the place of vllm.
func newScripted(t *testing.T, tokens int, then func(s *scripted, w http.ResponseWriter, r *http.Request)) *scripted {
	t.Helper()
	s := &scripted{scene: stage(t, protocol.OpenAI, protocol.OpenAI), tokens: tokens, then: then, over: make(chan struct{})}
	s.want = s.answerTo(printJay)
	s.server = httptest.NewServer(s)
	t.Cleanup(func() {
		close(s.over)
		s.server.Close()
	})
	u, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.change(func(t *table.Table) { t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: u} })
	return s
}

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "text/event-stream")
	if strings.Contains(string(body), `"max_tokens":1,`) || strings.Contains(string(body), `"max_tokens":1}`) {
		s.say(w, "x", 0)
		return
	}
	for _, c := range s.want[:s.tokens] {
		s.say(w, string(c), 5*time.Millisecond)
	}
	s.then(s, w, r)
}

// say sends a token, and takes its time.
func (s *scripted) say(w http.ResponseWriter, text string, pause time.Duration) {
	quoted, _ := json.Marshal(text)
	s.send(w, fmt.Sprintf(`data: {"id":"c","choices":[{"index":0,"delta":{"content":%s}}]}`+"\n\n", quoted))
	s.rest(pause)
}

func (s *scripted) send(w http.ResponseWriter, raw string) {
	_, _ = io.WriteString(w, raw)
	w.(http.Flusher).Flush()
}

// rest waits, and tells whether the test goes on.
func (s *scripted) rest(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.over:
		return false
	}
}

// finish sends the rest of the answer.
func (s *scripted) finish(w http.ResponseWriter) {
	for _, c := range s.want[s.tokens:] {
		s.say(w, string(c), 0)
	}
	s.send(w, `data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
}

// TestNothingHidesSilence: whatever an engine sends that is no part of the answer, it is found silent after the declared time.
func TestNothingHidesSilence(t *testing.T) {
	for name, noise := range map[string]string{
		"nothing":      "",
		"comments":     ": keep-alive\n\n",
		"half a line":  ":",
		"empty deltas": `data: {"id":"c","choices":[{"index":0,"delta":{"content":""}}]}` + "\n\n",
		"roles":        `data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}` + "\n\n",
		"usage":        `data: {"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":9,"total_tokens":10}}` + "\n\n",
	} {
		for _, tokens := range []int{0, 20} {
			t.Run(fmt.Sprintf("%s after %d tokens", name, tokens), func(t *testing.T) {
				t.Parallel()
				s := newScripted(t, tokens, func(s *scripted, w http.ResponseWriter, r *http.Request) {
					for r.Context().Err() == nil && s.rest(20*time.Millisecond) {
						s.send(w, noise)
					}
				})
				s.silence(time.Second, time.Second)
				k := kinds["chat"]
				began := time.Now()
				a := s.post(t.Context(), k.path, k.body(printJay, ""))
				timing.AtMost(t, "to notice that an engine is silent", time.Since(began), 2*time.Second)
				if st := a.story(t); st.text != s.want || !st.done || s.legacy.Counts().Streams != 1 {
					t.Errorf("%+v, and the other engine was asked %d times", st, s.legacy.Counts().Streams)
				}
			})
		}
	}
}

// TestToolCallsTakeTheirTime: an engine that has said who speaks may be parsing a tool call.
func TestToolCallsTakeTheirTime(t *testing.T) {
	const offered = `,"tools":[{"type":"function","function":{"name":"f"}}]`
	for name, c := range map[string]struct {
		more string
		by   string
	}{
		"tools":                  {offered, "vllm"},
		"tools that are refused": {offered + `,"tool_choice":"none"`, "legacy"},
		"no tools":               {"", "legacy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScripted(t, 0, func(s *scripted, w http.ResponseWriter, _ *http.Request) {
				s.send(w, `data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`+"\n\n")
				s.rest(3 * time.Second)
				s.finish(w)
			})
			s.silence(2*time.Second, 300*time.Millisecond)
			s.change(func(t *table.Table) { t.ToolSilence = hour })
			k := kinds["chat"]
			a := s.post(t.Context(), k.path, k.body(printJay, c.more))
			if checkStream(t, k, a, s.want); a.header.Get("X-Codegen-Engine") != c.by {
				t.Errorf("header %v", a.header)
			}
		})
	}
}

// TestAllAtToolCallsAtOnce: all streams are silent, and the engine is well, as the monitor's own request shows.
func TestAllAtToolCallsAtOnce(t *testing.T) {
	s := newScripted(t, 60, func(s *scripted, w http.ResponseWriter, _ *http.Request) {
		s.rest(2500 * time.Millisecond)
		s.finish(w)
	})
	s.silence(hour, hour)
	for _, a := range s.streams(6)() {
		if checkStream(t, kinds["chat"], a, s.want); a.trailer.Get(trailerResumes) != "0" {
			t.Errorf("trailer %v", a.trailer)
		}
	}
	m := s.monitorOf(s.now().VLLM)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hangs() || m.probed.IsZero() {
		t.Errorf("it hangs: %t, and was asked at %v", m.hangs(), m.probed)
	}
}

// TestAnEngineThatGoesLeavesItsStreamsSilent: as vLLM does after a SIGTERM. That it refuses connections ends them, alone as they may be,
// in the middle of an answer and before it.
func TestAnEngineThatGoesLeavesItsStreamsSilent(t *testing.T) {
	for _, tokens := range []int{0, 20} {
		t.Run(fmt.Sprintf("after %d tokens", tokens), func(t *testing.T) {
			silent := make(chan struct{})
			s := newScripted(t, tokens, func(s *scripted, _ http.ResponseWriter, r *http.Request) {
				close(silent)
				select {
				case <-s.over:
				case <-r.Context().Done():
				}
			})
			s.silence(hour, hour)
			gone := make(chan time.Time, 1)
			go func() {
				<-silent
				gone <- time.Now()
				_ = s.server.Listener.Close()
			}()
			k := kinds["chat"]
			a := s.post(t.Context(), k.path, k.body(printJay, ""))
			timing.AtMost(t, "to leave an engine that is gone", time.Since(<-gone), time.Second)
			checkStream(t, k, a, s.want)
			if s.legacy.Counts().Streams != 1 {
				t.Errorf("the other engine was asked %d times", s.legacy.Counts().Streams)
			}
		})
	}
}
