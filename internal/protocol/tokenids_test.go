// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
	"testing"
)

func TestTokenIDsAreCut(t *testing.T) {
	for _, c := range []struct{ data, left, ids string }{
		{`{"choices":[{"delta":{"content":"a"},"token_ids":[1,22]}]}`, `{"choices":[{"delta":{"content":"a"},"token_ids":null}]}`, "{[] [1 22]}"},
		{`{"prompt_token_ids":[7, 8],"choices":[{"token_ids":null}]}`, `{"prompt_token_ids":null,"choices":[{"token_ids":null}]}`, "{[7 8] []}"},
		{`{"choices":[{"prompt_token_ids" : [7],"token_ids" : [1]}]}`, `{"choices":[{"prompt_token_ids" : null,"token_ids" : null}]}`, "{[7] [1]}"},
		{`{"content":"\"token_ids\":[1]","x":"token_ids"}`, `{"content":"\"token_ids\":[1]","x":"token_ids"}`, "{[] []}"},
		{`{"token_ids":["a"]}`, `{"token_ids":null}`, "{[] []}"}, {`{"token_ids":[]}`, `{"token_ids":null}`, "{[] []}"},
		{`"token_ids":[1`, `"token_ids":null`, "{[] [1]}"}, {`token_ids"`, `token_ids"`, "{[] []}"}, {"[DONE]", "[DONE]", "{[] []}"},
	} {
		left, ids := CutTokenIDs(nil, []byte(c.data))
		if string(left) != c.left || fmt.Sprint(ids) != c.ids {
			t.Errorf("%s is %s and %v", c.data, left, ids)
		}
	}
}

func TestAChatIsContinuedByIDs(t *testing.T) {
	for body, want := range map[string]string{
		`{"model":"m","messages":[{}],"stream":true,"temperature":0.5}`: `{"prompt":[1,2,3],"model":"m","temperature":0.5,"stream":true,` +
			`"return_token_ids":true,"max_tokens":97}`,
		`{"model":"m","messages":[{}],"stream":true,"max_completion_tokens":10,"min_tokens":4}`: `{"prompt":[1,2,3],"model":"m","stream":true,` +
			`"return_token_ids":true,"max_tokens":9,"min_tokens":3}`,
		`{"model":"m","messages":[{}],"stream":true,"stop":"x"}`:        "",
		`{"model":"m","messages":[{}],"stream":true,"tools":[{}]}`:      "",
		`{"model":"m","messages":[{}],"stream":true,"max_tokens":1}`:    "",
		`{"model":"m","messages":[{}],"stream":true,"logprobs":true}`:   "",
		`{"model":"m","messages":[{}],"max_tokens":100,"stream":false}`: "",
	} {
		r, problem := ParseRequest(Chat, []byte(body))
		if problem != nil {
			t.Fatal(problem)
		}
		a, _ := r.For(OpenAI)
		on, ok := r.ContinueByIDs(a, Progress{Text: []byte("a"), AtLeast: 1, AtMost: 1}, []uint32{1, 2, 3}, 100)
		if ok != (want != "") || ok && string(on.Body) != want {
			t.Errorf("%s: %t, %s", body, ok, on.Body)
		}
	}
}
