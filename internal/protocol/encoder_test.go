// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"testing"
)

// TestWhatIsSaidCanBeRead reads all that an encoder writes as a client would.
func TestWhatIsSaidCanBeRead(t *testing.T) {
	for call := range calls {
		v := Encoder{Call: Call(call), ID: `a"b`, Model: `m"é`, Created: 7}
		p := CodeGen
		if v.Call.openAI() {
			p = OpenAI
		}
		r := NewParser(formatOf(t, p))
		if opening := v.Opening(); opening != nil {
			if e := r.Parse(opening); !e.Empty() || !e.Role {
				t.Errorf("%s: the opening is %+v", v.Call, e)
			}
		}
		f := v.Frame()
		if e := r.Parse(append(append(append([]byte(nil), f.Before...), `x\n`...), f.After...)); string(e.Text) != `x\n` || e.Alone || e.Rich {
			t.Errorf("%s: a text is %+v", v.Call, e)
		}
		if finish := v.Finish("length"); finish != nil {
			if e := r.Parse(finish); e.Finish != "length" || e.Failure != "" {
				t.Errorf("%s: a finish is %+v", v.Call, e)
			}
		}
		if usage := v.Usage(UsageOf(7)); usage != nil {
			e := r.Parse(usage)
			if tokens, _ := CompletionTokens(e.Usage); tokens != 7 || e.Choice || e.Failure != "" {
				t.Errorf("%s: a usage is %+v", v.Call, e)
			}
		}
		if e := r.Parse(v.End()); !e.End {
			t.Errorf("%s: the end is %+v", v.Call, e)
		}
		if e := r.Parse(v.Failure(&Problem{Status: 502, Message: `it "broke"`})); e.Failure != `it "broke"` {
			t.Errorf("%s: a failure is %+v", v.Call, e)
		}
		mustBeJSON(t, v.Document(Answer{Text: []byte(`x\n`), Finish: "stop", Usage: []byte(`{"a":1}`), Milliseconds: 1234}))
	}
}

func TestAnAnswerIsRetoldAsOfTheFirstEngine(t *testing.T) {
	first := IdentityOf([]byte(`{"id":"a","created":1,"model":"m","choices":[]}`))
	got := string(first.RewriteIDs([]byte(`{"id":"b", "x":[1 ],"created":2,"model":"n","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}`), 5, 5))
	want := `{"id":"a","x":[1 ],"created":1,"model":"m","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":9,"total_tokens":13}}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if e := `{"error":{"message":"m"}}`; string(first.RewriteIDs([]byte(e), 5, 5)) != e {
		t.Error("an error was changed")
	}
}

func TestModelsAreListedInEitherProtocol(t *testing.T) {
	for _, list := range []struct {
		p    Protocol
		body string
	}{
		{OpenAI, `{"data":[{"id":"a"},{"id":"b\"c"}]}`}, {MultiLoRA, `{"available_models":["a","b\"c"]}`},
		{OpenAI, string(ModelList(OpenAI, []string{"a", `b"c`}))}, {CodeGen, string(ModelList(CodeGen, []string{"a", `b"c`}))},
	} {
		names, err := ModelNames(formatOf(t, list.p), []byte(list.body))
		if err != nil || len(names) != 2 || names[1] != `b"c` {
			t.Errorf("%s: %q, %v", list.body, names, err)
		}
	}
}

func formatOf(t testing.TB, p Protocol) Format {
	t.Helper()
	f, err := p.Format()
	if err != nil {
		t.Fatal(err)
	}
	return f
}
