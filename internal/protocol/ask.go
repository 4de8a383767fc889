// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
)

// Ask is what an engine is asked.
type Ask struct {
	// Protocol is that of the engine.
	Protocol Protocol
	// Path is below the engine's base URL.
	Path string
	// Body is the request's.
	Body []byte
	// Model is the model as it is asked for.
	Model string
	// Stream: the engine answers with events; else with one document, which goes to the client as it is.
	Stream bool
	// Same: the events that come are the client's own protocol.
	Same bool
}

// The paths of the protocols.
const (
	chatPath       = "/v1/chat/completions"
	completionPath = "/v1/completions"
	loraPath       = "/generate/stream"
	codePath       = "/api/v1/code/generate/stream"
)

// For makes what an engine of this protocol is asked. The problem names what cannot be said in it.
func (r *Request) For(p Protocol) (Ask, *Problem) {
	switch {
	case p == OpenAI && r.Call.openAI():
		return r.asItIs(p), nil
	case p == CodeGen && !r.Call.openAI():
		return r.asItIs(p), nil
	}
	core, problem := r.core(p)
	if problem != nil {
		return Ask{}, problem
	}
	a := Ask{Protocol: p, Model: r.Model, Stream: true}
	switch p {
	case OpenAI:
		a.Path, a.Body = chatPath, core.chat()
	case MultiLoRA:
		a.Path, a.Body = loraPath, core.lora()
	case CodeGen:
		a.Path, a.Body = codePath, core.code()
	default:
		return Ask{}, &Problem{Status: 502, Message: fmt.Sprintf("the engine's protocol %q is unknown", p)}
	}
	return a, nil
}

// asItIs asks in the client's own words. CodeGen is always asked for a stream: an answer at once is put together of it.
func (r *Request) asItIs(p Protocol) Ask {
	a := Ask{Protocol: p, Body: r.Body, Model: r.Model, Stream: true, Same: true}
	switch r.Call {
	case Chat:
		a.Path, a.Stream = chatPath, r.Stream
	case Completion:
		a.Path, a.Stream = completionPath, r.Stream
	default:
		a.Path, a.Model = codePath, decoded(chars(r.fields.task))
		if a.Model == "" {
			a.Model = r.Model
		}
	}
	return a
}

// core is what all protocols can say. All but the model are parts of JSON as they came.
type core struct {
	model                        string
	prompt                       []byte // characters, without quotes
	maxTokens, temperature, topP []byte
}

func (c core) sampling(out []byte) []byte {
	for _, c := range []change{{"max_tokens", c.maxTokens}, {"temperature", c.temperature}, {"top_p", c.topP}} {
		if c.value != nil {
			out = appendMember(out, c.key, c.value)
		}
	}
	return append(out, '}')
}

func (c core) chat() []byte {
	out := appendMember([]byte{'{'}, "model", quoted(encoded(c.model)))
	out = append(append(out, `,"messages":[{"role":"user","content":"`...), c.prompt...)
	out = append(out, `"}],"stream":true,"stream_options":{"include_usage":true}`...)
	return c.sampling(out)
}

// lora fills in the two fields that the server wants and makes no use of.
func (c core) lora() []byte {
	out := appendMember([]byte(`{"user_id":1`), "prompt", quoted(c.prompt))
	out = appendMember(out, "model_type", quoted(encoded(c.model)))
	out = append(out, `,"user_select_options":{}`...)
	return c.sampling(out)
}

func (c core) code() []byte {
	out := appendMember([]byte{'{'}, "prompt", quoted(c.prompt))
	out = appendMember(out, "model_type", quoted(encoded(taskOf(c.model))))
	out = append(out, `,"context":""`...)
	return c.sampling(out)
}
