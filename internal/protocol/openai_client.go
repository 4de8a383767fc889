// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// openAIClient is what OpenAI clients are told in.
type openAIClient struct{}

func (openAIClient) frame(e Encoder) Frame {
	if e.Call == Completion {
		return openAIChoice(e, `"text":"`, `","logprobs":null,"finish_reason":null`)
	}
	return openAIChoice(e, `"delta":{"content":"`, `"},"logprobs":null,"finish_reason":null`)
}

func openAIChoice(e Encoder, before, after string) Frame {
	return Frame{Before: append(openAIHead(e, false), `"choices":[{"index":0,`+before...), After: []byte(after + `}]}`)}
}

// openAIHead begins an object: a whole answer, or a part of one.
func openAIHead(e Encoder, whole bool) []byte {
	id, object := "chatcmpl-"+e.ID, "chat.completion"
	switch {
	case e.Call == Completion:
		id, object = "cmpl-"+e.ID, "text_completion"
	case !whole:
		object += ".chunk"
	}
	out := appendMember([]byte{'{'}, "id", quoted(encoded(id)))
	out = appendMember(out, "object", quoted([]byte(object)))
	out = appendMember(out, "created", strconv.AppendInt(nil, e.Created, 10))
	return append(appendMember(out, "model", quoted(encoded(e.Model))), ',')
}

// opening: a chat says first whose the text is.
func (openAIClient) opening(e Encoder) []byte {
	if e.Call != Chat {
		return nil
	}
	f := openAIChoice(e, `"delta":{"role":"assistant","content":"`, `"},"logprobs":null,"finish_reason":null`)
	return slices.Concat(f.Before, f.After)
}

func (openAIClient) finish(e Encoder, reason string) []byte {
	text := `"delta":{}`
	if e.Call == Completion {
		text = `"text":""`
	}
	f := openAIChoice(e, text, `,"logprobs":null,"finish_reason":"`)
	last := bytes.TrimSuffix(f.After, []byte(`}]}`))
	return slices.Concat(f.Before, last, encoded(reason), []byte(`"}]}`))
}

func (openAIClient) usage(e Encoder, usage []byte) []byte {
	return append(appendMember(append(openAIHead(e, false), `"choices":[]`...), "usage", usage), '}')
}

func (openAIClient) end() []byte { return []byte("[DONE]") }

func (c openAIClient) failure(p *Problem) []byte { return c.refusal(p) }

func (openAIClient) refusal(p *Problem) []byte {
	return fmt.Appendf(nil, `{"error":{"code":%s,"message":%s,"param":%s,"type":"%s"}}`,
		orNull(p.Code), quoted(encoded(p.Message)), orNull(p.Field), openAIErrorType(p.Status))
}

func orNull(text string) []byte {
	if text == "" {
		return []byte("null")
	}
	return quoted(encoded(text))
}

func openAIErrorType(status int) string {
	switch {
	case status == 429:
		return "rate_limit_error"
	case status < 500:
		return "invalid_request_error"
	}
	return "server_error"
}

func (openAIClient) document(e Encoder, a Answer) []byte {
	if a.Finish == "" {
		a.Finish = "stop"
	}
	before, after := `"text":"`, `"`
	if e.Call == Chat {
		before, after = `"message":{"role":"assistant","content":"`, `"}`
	}
	out := append(openAIHead(e, true), `"choices":[{"index":0,`+before...)
	out = append(append(out, a.Text...), after...)
	out = fmt.Appendf(out, `,"logprobs":null,"finish_reason":"%s"}]`, encoded(a.Finish))
	if a.Usage != nil {
		out = appendMember(out, "usage", a.Usage)
	}
	return append(out, '}')
}

func (openAIClient) models(names []string) []byte {
	cards := make([]string, 0, len(names))
	for _, name := range names {
		cards = append(cards, fmt.Sprintf(`{"id":%s,"object":"model","created":0,"owned_by":"codegen"}`, quoted(encoded(name))))
	}
	return fmt.Appendf(nil, `{"object":"list","data":[%s]}`, strings.Join(cards, ","))
}
