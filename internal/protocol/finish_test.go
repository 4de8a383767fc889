// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "testing"

func TestFinishReasons(t *testing.T) {
	p := NewParser(formatOf(t, OpenAI))
	for reason, want := range map[string]Ending{
		"stop": Completed, "length": Completed, "tool_calls": Completed, "function_call": Completed, "content_filter": Completed,
		"eos_token": Completed, "stop_sequence": Completed,
		"abort": Aborted, "error": Aborted, "weather": Aborted, "STOP": Aborted, "repetition": Degenerated,
	} {
		for _, event := range []string{
			`{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"` + reason + `"}]}`,
			`{"choices":[{"index":0,"delta":{}},{"index":1,"text":"x","finish_reason":"` + reason + `"}]}`,
		} {
			e := p.Parse([]byte(event))
			if (e.Failure == "") != (want == Completed) || e.Degenerated() != (want == Degenerated) {
				t.Errorf("%s is %+v", event, e)
			}
		}
		d := ReadDocument([]byte(`{"choices":[{},{"finish_reason":"` + reason + `"}]}`))
		if (d.Failure == "") != (want == Completed) || EndingOf(reason) != want {
			t.Errorf("a document that ends with %s is %+v", reason, d)
		}
	}
}

func TestChoicesThatAreAskedFor(t *testing.T) {
	for body, want := range map[string]int{
		`{"prompt":"a"}`: 1, `{"prompt":["a"]}`: 1, `{"prompt":["a","b"],"n":3}`: 6, `{"prompt":[1,2,3]}`: 1, `{"prompt":[[1],[2]]}`: 2,
		`{"prompt":[],"n":null}`: 1, `{"prompt":"a","n":2,"best_of":4}`: 2, `{"prompt":"a","n":-1}`: 1,
	} {
		if r, problem := ParseRequest(Completion, []byte(body)); problem != nil || r.Choices != want {
			t.Errorf("%s asks for %+v, want %d", body, r, want)
		}
	}
	if r, _ := ParseRequest(CodeStream, []byte(`{"prompt":"a","n":2}`)); r.Choices != 1 {
		t.Errorf("a CodeGen client gets one answer, not %d", r.Choices)
	}
}
