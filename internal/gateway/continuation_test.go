// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// abort ends an answer in the middle.
func abort(w http.ResponseWriter, answer string) {
	sendStream(w, answer)
	panic(http.ErrAbortHandler)
}

func sendStream(w http.ResponseWriter, answer string) {
	w.Header().Set("Content-Type", eventStream)
	_, _ = io.WriteString(w, answer)
	_ = http.NewResponseController(w).Flush()
}

// delta is an event of a chat with one choice.
func delta(members string) string { return of(`{"index":0,"delta":{` + members + `}}`) }

func content(text string) string { return delta(`"content":` + asJSON(text)) }

// TestWhoIsAskedToGoOn: the first engine breaks in the middle, and is dead then. What the other one does with the beginning of the answer,
// and what is known of that, decides what the client gets: the whole answer, or an error that names the first failure.
func TestWhoIsAskedToGoOn(t *testing.T) {
	const first, second = "the first half, ", "and the second"
	answers := map[string]string{
		"goes on":                  content(second) + of(chatStop) + chatMarker,
		"says all again":           content("the fir") + content("st half, "+second) + of(chatStop) + chatMarker,
		"begins otherwise":         content("the fir") + content("st day, and then") + of(chatStop) + chatMarker,
		"refuses":                  "",
		"begins otherwise at once": content("the first half; "+second) + of(chatStop) + chatMarker,
		"goes on with nothing":     of(chatStop) + chatMarker,
	}
	for _, c := range []struct {
		known v1alpha1.Continuation
		does  string
		want  string // the text of a success; empty: an error
		asked int
	}{
		{v1alpha1.ContinuationProven, "goes on", first + second, 1},
		{v1alpha1.ContinuationProven, "goes on with nothing", first, 1},
		{v1alpha1.ContinuationUnknown, "goes on", first + second, 1},
		{v1alpha1.ContinuationUnknown, "goes on with nothing", first, 1},
		{v1alpha1.ContinuationUnknown, "says all again", first + second, 1},
		{v1alpha1.ContinuationUnknown, "begins otherwise", "", 1},
		{v1alpha1.ContinuationUnknown, "begins otherwise at once", "", 1},
		{v1alpha1.ContinuationUnknown, "refuses", "", 1},
		{v1alpha1.ContinuationProven, "refuses", "", 1},
		{v1alpha1.ContinuationRefused, "goes on", "", 0},
		{v1alpha1.ContinuationIgnored, "goes on", "", 0},
	} {
		t.Run(string(c.known)+" "+c.does, func(t *testing.T) {
			t.Parallel()
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			vllm := newPlayer(t, func(w http.ResponseWriter, r request) {
				if r.nth == 0 {
					abort(w, content(first))
				}
				http.Error(w, `{"error":{"message":"no"}}`, http.StatusBadRequest)
			})
			legacy := newPlayer(t, func(w http.ResponseWriter, _ request) {
				if c.does == "refuses" {
					http.Error(w, `{"error":{"message":"no"}}`, http.StatusBadRequest)
					return
				}
				sendStream(w, answers[c.does])
			})
			s.change(func(t *table.Table) {
				t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: vllm.url}
				t.Legacy = &table.Engine{Name: table.Legacy, Protocol: protocol.OpenAI, URL: legacy.url, Continuation: c.known}
			})
			k := kinds["chat"]
			st := s.post(t.Context(), k.path, k.body(printJay, "")).story(t)
			if c.want != "" && (st.text != c.want || !st.done || st.failed != "" || st.finish != "stop") {
				t.Errorf("%+v", st)
			}
			if c.want == "" && (st.done || !strings.Contains(st.failed, "vllm broke off") || st.text != first) {
				t.Errorf("%+v", st)
			}
			if n := len(legacy.requests()); n != c.asked {
				t.Errorf("the other engine was asked %d times", n)
			}
		})
	}
}

// TestEnginesOfOtherProtocolsGoOn, if that is proven: their protocols have no word for it.
func TestEnginesOfOtherProtocolsGoOn(t *testing.T) {
	script := quick
	script.Continuation = sim.Continues
	for _, p := range []protocol.Protocol{protocol.MultiLoRA, protocol.CodeGen} {
		for known, resumes := range map[v1alpha1.Continuation]bool{
			v1alpha1.ContinuationProven: true, v1alpha1.ContinuationUnknown: false, v1alpha1.ContinuationIgnored: false,
		} {
			for _, kind := range []string{"chat", "completion"} {
				t.Run(string(p)+" "+string(known)+" "+kind, func(t *testing.T) {
					t.Parallel()
					s, k := stage(t, protocol.OpenAI, p), kinds[kind]
					s.change(func(t *table.Table) { t.Legacy.Continuation = known })
					s.vllm.SetScript(script)
					s.legacy.SetScript(script)
					whole := s.post(t.Context(), k.path, k.body(printJay, "")).story(t)
					s.vllm.Misbehave(sim.Truncated)
					st := s.post(t.Context(), k.path, k.body(printJay, "")).story(t)
					if got := st.done && st.failed == "" && st.text == whole.text; got != resumes {
						t.Errorf("got %+v, want all of %q: %t", st, whole.text, resumes)
					}
					if asked := len(s.legacy.Streams()); (asked == 1) != resumes || asked > 1 {
						t.Errorf("legacy was asked %d times", asked)
					}
				})
			}
		}
	}
}

// TestWhatCanBeGoneOnWith: the first engine breaks after some events, and both continue texts that they are given.
func TestWhatCanBeGoneOnWith(t *testing.T) {
	const tools = `,"tools":[{"type":"function","function":{"name":"f"}}]`
	call := delta(`"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]`)
	reasoning := delta(`"reasoning":"hm, "`)
	for name, c := range map[string]struct {
		more, begun string
		ok          bool
	}{
		"text":                 {"", content("a"), true},
		"tools are offered":    {tools, content("a"), true},
		"a call has begun":     {tools, content("a") + call, false},
		"a call is forced":     {tools + `,"tool_choice":"required"`, content("a"), false},
		"any call will do":     {tools + `,"tool_choice":"auto"`, content("a"), true},
		"reasoning alone":      {"", reasoning, true},
		"reasoning and text":   {"", reasoning + content("a"), false},
		"JSON":                 {`,"response_format":{"type":"json_object"}`, content("{"), false},
		"text is asked for":    {`,"response_format":{"type":"text"}`, content("a"), true},
		"a grammar":            {`,"structured_outputs":{"regex":"a+"}`, content("a"), false},
		"several choices":      {`,"n":2`, content("a"), false},
		"frequency penalty":    {`,"frequency_penalty":0.5`, content("a"), false},
		"no penalty":           {`,"frequency_penalty":0.0,"presence_penalty":0`, content("a"), true},
		"repetition penalty":   {`,"repetition_penalty":1.1`, content("a"), true},
		"within a stop string": {`,"stop":["<end>"]`, content("a<e"), false},
		"before a stop string": {`,"stop":"<end>"`, content("a"), true},
		"a budget of bytes":    {`,"max_tokens":100`, content("a"), true},
		"no budget is left":    {`,"max_tokens":3`, content("abc"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			p := newPlayer(t, func(w http.ResponseWriter, r request) {
				if r.nth == 0 {
					abort(w, c.begun)
				}
				sendStream(w, content("z")+of(chatStop)+chatMarker)
			})
			s.change(func(t *table.Table) {
				t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: p.url}
				t.Legacy = &table.Engine{Name: table.Legacy, Protocol: protocol.OpenAI, URL: p.url}
			})
			k := kinds["chat"]
			a := s.post(t.Context(), k.path, k.body(printJay, c.more))
			if st := a.story(t); st.done != c.ok || (st.failed == "") != c.ok || c.ok && !strings.HasSuffix(st.text, "z") {
				t.Errorf("%s", a.body)
			}
			continued := strings.Contains(p.requests()[len(p.requests())-1].body, "continue_final_message")
			if continued != (c.ok && name != "reasoning alone") {
				t.Errorf("continued: %t", continued)
			}
		})
	}
}

// TestNobodyGetsMoreTokensThanAskedFor: an event may hold several tokens, and whether the engines count them is left to chance.
func TestNobodyGetsMoreTokensThanAskedFor(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(1, 150).Draw(rt, "most")
		script := quick
		script.TokensPerEvent = rapid.IntRange(1, 8).Draw(rt, "tokens in an event")
		s.legacy.SetScript(script)
		script.Misbehave = sim.Truncated
		s.vllm.SetScript(script)
		more := rapid.SampledFrom([]string{
			`,"max_tokens":%d`, `,"max_tokens":%d,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`,
		}).Draw(rt, "more")
		before := s.vllm.Counts().Tokens + s.legacy.Counts().Tokens
		k := kinds[rapid.SampledFrom([]string{"chat", "completion"}).Draw(rt, "kind")]
		a := s.post(t.Context(), k.path, k.body(printJay, fmt.Sprintf(more, most)))
		st := a.story(t)
		if got := s.vllm.Counts().Tokens + s.legacy.Counts().Tokens - before; got > most {
			rt.Fatalf("%d tokens", got)
		}
		if strings.Contains(more, "usage") && (!st.done || st.usage != min(most, 120)) {
			rt.Fatalf("%+v", st)
		}
	})
}
