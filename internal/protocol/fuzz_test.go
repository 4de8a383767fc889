// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/codegen-dev/codegen-operator/internal/sse"
)

var protocols = []Protocol{OpenAI, MultiLoRA, CodeGen}

// frame cuts a stream into events, reading so many bytes at a time.
func frame(t *testing.T, stream []byte, step int) []string {
	t.Helper()
	f := sse.NewFramer(make([]byte, 64))
	var all []string
	for len(stream) > 0 {
		free, err := f.Free()
		if err != nil {
			return append(all, err.Error())
		}
		n := copy(free[:min(step, len(free))], stream)
		stream = stream[n:]
		f.Advance(n)
		for e, ok := f.Next(); ok; e, ok = f.Next() {
			all = append(all, string(e.Data))
		}
	}
	return all
}

// FuzzEvents holds the reading of events against that of package json, whatever comes and however it is cut.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{
		"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\n\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\\u00e9\"}}]}\n\ndata: [DONE]\n\n",
		"data: {\"choices\":[{\"text\":\"a\",\"finish_reason\":\"stop\"}],\"usage\":{\"completion_tokens\":2}}\r\n\r\n",
		"data: {\"text\":\"a\"}\r\rdata: {\"type\":\"done\",\"text\":\"\"}\r\r",
		"\uFEFFdata:{\"type\":\"token\",\ndata:\"content\":\"x\",\"is_complete\":false}\n\n: ping\n\nevent: x\ndata\n\n",
		"data: {\"error\":{\"message\":\"m\"}}\n\ndata: {\"choices\":[{},{}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":[1],\"tool_calls\":[{}]}}]}\n\n",
		"data: {\"con\\u0074ent\":\"a\",\"text\":\"b\",\"content\":\"c\"}\n\n",
	} {
		f.Add([]byte(seed), 3)
	}
	f.Fuzz(func(t *testing.T, stream []byte, step int) {
		if len(stream) > 1<<16 {
			return
		}
		whole := frame(t, stream, 1<<20)
		if cut := frame(t, stream, min(max(step, 1), 100)); strings.Join(cut, "\x00") != strings.Join(whole, "\x00") {
			t.Fatalf("cut otherwise, the events are %q and not %q", cut, whole)
		}
		for _, p := range protocols {
			checkEvents(t, p, whole)
		}
	})
}

func checkEvents(t *testing.T, p Protocol, events []string) {
	t.Helper()
	fresh, tried := NewParser(formatOf(t, p)), NewParser(formatOf(t, p))
	for _, data := range events {
		e := *tried.Parse([]byte(data))
		fresh.frame = Frame{}
		if slow := fresh.Parse([]byte(data)); !same(*slow, e) {
			t.Fatalf("%s: read by its frame, %q is %+v and not %+v", p, data, e, *slow)
		}
		if len(e.Text) > 0 && e.Failure == "" && utf8.ValidString(data) {
			checkText(t, p, data, e)
		}
		if len(e.Text) > 0 && e.Failure == "" && !e.Alone && !e.Rich {
			checkSplice(t, p, data, tried.Frame(), e)
		}
	}
}

// same tells whether two events say the same. That a frame has a role or usage in it is not said again of each.
func same(a, b Event) bool {
	return string(a.Text) == string(b.Text) && a.Alone == b.Alone && a.Rich == b.Rich && a.Failure == b.Failure && a.End == b.End
}

// checkText decodes an event with package json.
func checkText(t *testing.T, p Protocol, data string, e Event) {
	t.Helper()
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(data), &object) != nil {
		t.Fatalf("%s: %q has a text and is no object", p, data)
	}
	if p == OpenAI || e.Alone {
		return
	}
	want := ""
	for _, key := range []string{"content", "text"} {
		var text string
		if json.Unmarshal(object[key], &text) == nil {
			want += text
		}
	}
	if got := decoded(e.Text); got != want && !twice(data) {
		t.Fatalf("%s: the text of %q is %q, want %q", p, data, got, want)
	}
}

// twice tells whether a member may be there more than once, of which package json takes the last.
func twice(data string) bool {
	return strings.Count(data, "content")+strings.Count(data, "text")+strings.Count(data, `\u`) > 1
}

// checkSplice puts the text into its frame again, and another one before it.
func checkSplice(t *testing.T, p Protocol, data string, f Frame, e Event) {
	t.Helper()
	if got := string(f.Before) + string(e.Text) + string(f.After); got != data {
		t.Fatalf("%s: %q in its frame is %q", p, data, got)
	}
	longer := append([]byte(`a\"é`), e.Text...)
	joined := frame(t, AppendText(nil, f, longer), 1<<20)
	if len(joined) != 1 {
		t.Fatalf("%s: joined, %q is %q", p, data, joined)
	}
	if again := NewParser(formatOf(t, p)).Parse([]byte(joined[0])); string(again.Text) != string(longer) {
		t.Fatalf("%s: joined, the text is %q, want %q", p, again.Text, longer)
	}
}

// FuzzRequests wants valid JSON for every engine from whatever is taken from a client.
func FuzzRequests(f *testing.F) {
	for _, seed := range []string{
		`{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true,"max_tokens":5,"stop":null}`,
		`{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"}]},{"role":"assistant","content":"y"}],"continue_final_message":true}`,
		`{"model":"m","prompt":"p","n":1,"logprobs":0,"echo":false}`, `{"prompt":"p","model_type":"bug_fix","context":"c\u0000","max_tokens":1e3}`,
		`{"model":"m","messages":[],"tools":[{}],"response_format":{"type":"text"}}`, `{"messages":[1,"x",null,[]],"prompt":["a"]}`,
	} {
		f.Add([]byte(seed), `a\n`)
	}
	f.Fuzz(func(t *testing.T, body []byte, text string) {
		for call := range calls {
			r, problem := ParseRequest(Call(call), body)
			if problem != nil {
				mustBeJSON(t, ErrorBody(Call(call).Protocol(), problem))
				continue
			}
			for _, p := range protocols {
				checkUpstreamRequest(t, r, p, encoded(text))
			}
		}
	})
}

func checkUpstreamRequest(t *testing.T, r *Request, p Protocol, text []byte) {
	t.Helper()
	a, problem := r.For(p)
	if problem != nil {
		mustBeJSON(t, ErrorBody(r.Call.Protocol(), problem))
		return
	}
	mustBeJSON(t, a.Body)
	if a.Same && !bytes.Equal(a.Body, r.Body) {
		t.Fatalf("%s: the body was changed", p)
	}
	before := string(r.Body)
	if on, ok := r.Continue(a, Progress{Text: text, AtLeast: 3, AtMost: 5}); ok {
		mustBeJSON(t, on.Body)
		if !bytes.Contains(on.Body, text) {
			t.Fatalf("%q does not go on from %q", on.Body, text)
		}
	}
	if string(r.Body) != before {
		t.Fatal("the client's own body was written to")
	}
}

func mustBeJSON(t *testing.T, document []byte) {
	t.Helper()
	if !json.Valid(document) {
		t.Fatalf("this is no JSON: %q", document)
	}
}
