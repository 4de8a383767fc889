// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"slices"
	"strconv"
)

// maxWithIDs bounds the requests that ask for the ids of tokens, in bytes: those of the prompt come in one event.
const maxWithIDs = 256 << 10

// TokenIDs are the ids of tokens in an event.
type TokenIDs struct {
	// Prompt are those of the prompt, and Generated those that the event is about.
	Prompt, Generated []uint32
}

// WithTokenIDs asks for the ids of tokens as well, which only vLLM gives. ok is false where the client asks for them itself, or the answer
// could not be continued by them.
func (u UpstreamRequest) WithTokenIDs(r *Request) (with UpstreamRequest, ok bool) {
	if u.Protocol != OpenAI || !u.Stream || u.Path != chatPath || len(u.Body) > maxWithIDs || r.PassThrough ||
		member(u.Body, "return_token_ids") != nil {
		return u, false
	}
	u.Body = changed(u.Body, change{"return_token_ids", []byte("true")})
	u.TokenIDs = true
	return u, true
}

var idsKey = []byte(`token_ids"`)

// CutTokenIDs takes the ids of tokens out of the data of an event: it is as if they had not been asked for. What is left is appended to
// out, unless the event has none.
func CutTokenIDs(out, data []byte) (left []byte, ids TokenIDs) {
	from := 0
	for at := 0; ; {
		i := bytes.Index(data[at:], idsKey)
		if i < 0 {
			break
		}
		key := at + i
		at = key + len(idsKey)
		begin := space(data, at)
		if begin >= len(data) || data[begin] != ':' {
			continue
		}
		if begin = space(data, begin+1); begin >= len(data) || data[begin] != '[' {
			continue
		}
		at = nestEnd(data, begin)
		ids.take(bytes.HasSuffix(data[:key], []byte(`"prompt_`)), data[begin:at])
		out = append(append(out, data[from:begin]...), "null"...)
		from = at
	}
	if from == 0 {
		return data, ids
	}
	return append(out, data[from:]...), ids
}

func (t *TokenIDs) take(prompt bool, list []byte) {
	if prompt {
		t.Prompt = idsIn(list)
		return
	}
	t.Generated = append(t.Generated, idsIn(list)...)
}

// idsIn reads a list of ids; nil: one of them is none.
func idsIn(list []byte) []uint32 {
	ids := make([]uint32, 0, bytes.Count(list, []byte(","))+1)
	for value := range elements(list) {
		id, err := strconv.ParseUint(string(value), 10, 32)
		if err != nil {
			return nil
		}
		ids = append(ids, uint32(id))
	}
	return ids
}

// Tokenized is what vLLM answers that is asked for the tokens of a prompt: their ids, and how many tokens fit into the model's context.
func Tokenized(document []byte) (ids []uint32, context int) {
	if !validObject(document) {
		return nil, 0
	}
	return idsIn(member(document, "tokens")), number(member(document, "max_model_len"))
}

// TokenizePath is where vLLM tells the tokens of a prompt. It takes the request for the chat as it is.
const TokenizePath = "/tokenize"

// sampled are the members of a chat that mean the same in a completion.
var sampled = []string{
	"model", "temperature", "top_p", "top_k", "min_p", "seed", "repetition_penalty", "logit_bias", "stream", "stream_options", "ignore_eos",
	"stop_token_ids", "skip_special_tokens", "spaces_between_special_tokens", "priority", "user", "cache_salt",
	"frequency_penalty", "presence_penalty",
}

// ContinueByIDs makes of a chat a completion that goes on with exactly these tokens: the chat's prompt, and what was generated. context is
// how many tokens fit into the model's context. ok is false where the rest would be another one: the tools and the stop strings of a chat
// are not understood here.
func (r *Request) ContinueByIDs(a UpstreamRequest, sofar Progress, ids []uint32, context int) (UpstreamRequest, bool) {
	changes, ok := r.remaining(a, sofar)
	if !ok || a.Path != chatPath || !a.Stream || !r.seamless(sofar.Text) || said(r.fields.tools) || said(r.fields.functions) ||
		said(member(r.Body, "stop")) || context <= len(ids) {
		return a, false
	}
	body := appendMember([]byte{'{'}, "prompt", listOf(ids))
	for _, key := range sampled {
		if value := member(a.Body, key); value != nil {
			body = appendMember(body, key, value)
		}
	}
	body = appendMember(body, "return_token_ids", []byte("true"))
	body = appendMember(body, "max_tokens", integer(budgetOf(changes, context-len(ids))))
	if i := indexOf(changes, "min_tokens"); i >= 0 {
		body = appendMember(body, "min_tokens", changes[i].value)
	}
	body = append(body, '}')
	a.Path, a.Body, a.Same, a.TokenIDs = completionPath, body, false, true
	return a, true
}

// budgetOf is what changes leave of a budget of tokens.
func budgetOf(changes []change, most int) int {
	for _, c := range changes {
		if c.key != "min_tokens" {
			most = min(most, number(c.value))
		}
	}
	return most
}

func listOf(ids []uint32) []byte {
	out := slices.Grow([]byte{'['}, 7*len(ids)+1)
	for i, id := range ids {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendUint(out, uint64(id), 10)
	}
	return append(out, ']')
}
