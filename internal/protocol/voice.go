// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// Voice says in a client's protocol what an engine of another one said, and what the gateway itself has to say.
type Voice struct {
	// Call is the client's.
	Call Call
	// ID is of the request.
	ID string
	// Model is what the answer says that it is of.
	Model string
	// Created is when, in Unix seconds.
	Created int64
}

// Frame is what stands around a text.
func (v Voice) Frame() Frame {
	switch v.Call {
	case Chat:
		return v.choice(`"delta":{"content":"`, `"},"logprobs":null,"finish_reason":null`)
	case Completion:
		return v.choice(`"text":"`, `","logprobs":null,"finish_reason":null`)
	}
	return Frame{Before: []byte(`{"type":"token","content":"`), After: []byte(`","is_complete":false}`)}
}

func (v Voice) choice(before, after string) Frame {
	return Frame{Before: append(v.head(false), `"choices":[{"index":0,`+before...), After: []byte(after + `}]}`)}
}

// head begins an OpenAI object, whole or a part.
func (v Voice) head(whole bool) []byte {
	id, object := "chatcmpl-"+v.ID, "chat.completion"
	switch {
	case v.Call == Completion:
		id, object = "cmpl-"+v.ID, "text_completion"
	case !whole:
		object += ".chunk"
	}
	out := appendMember([]byte{'{'}, "id", quoted(encoded(id)))
	out = appendMember(out, "object", quoted([]byte(object)))
	out = appendMember(out, "created", strconv.AppendInt(nil, v.Created, 10))
	return append(appendMember(out, "model", quoted(encoded(v.Model))), ',')
}

// Opening is the event before the first text; nil: there is none.
func (v Voice) Opening() []byte {
	if v.Call != Chat {
		return nil
	}
	f := v.choice(`"delta":{"role":"assistant","content":"`, `"},"logprobs":null,"finish_reason":null`)
	return slices.Concat(f.Before, f.After)
}

// Finish is the event that says why the answer ends; nil: the protocol does not say.
func (v Voice) Finish(reason string) []byte {
	var f Frame
	switch v.Call {
	case Chat:
		f = v.choice(`"delta":{}`, `,"logprobs":null,"finish_reason":"`)
	case Completion:
		f = v.choice(`"text":""`, `,"logprobs":null,"finish_reason":"`)
	default:
		return nil
	}
	last := bytes.TrimSuffix(f.After, []byte(`}]}`))
	return slices.Concat(f.Before, last, encoded(reason), []byte(`"}]}`))
}

// End is the end marker.
func (v Voice) End() []byte {
	if v.Call.openAI() {
		return []byte("[DONE]")
	}
	return []byte(`{"type":"done","content":"","is_complete":true}`)
}

// Failure is the event that says that the answer is broken.
func (v Voice) Failure(p *Problem) []byte {
	if v.Call.openAI() {
		return Refusal(v.Call, p)
	}
	return fmt.Appendf(nil, `{"type":"error","content":%s,"is_complete":true}`, quoted(encoded(p.Message)))
}

// Refusal is the body of an answer that is no 200.
func Refusal(c Call, p *Problem) []byte {
	if !c.openAI() {
		return fmt.Appendf(nil, `{"detail":%s}`, quoted(encoded(p.Message)))
	}
	param := []byte("null")
	if p.Field != "" {
		param = quoted(encoded(p.Field))
	}
	return fmt.Appendf(nil, `{"error":{"message":%s,"type":"%s","param":%s,"code":%d}}`,
		quoted(encoded(p.Message)), errorType(p.Status), param, p.Status)
}

func errorType(status int) string {
	switch {
	case status == 429:
		return "rate_limit_error"
	case status < 500:
		return "invalid_request_error"
	}
	return "server_error"
}

// AppendEvent writes data as an event. Data of several lines is written as such.
func AppendEvent(out, data []byte) []byte {
	if bytes.IndexByte(data, '\n') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\ndata: "))
	}
	out = append(append(out, "data: "...), data...)
	return append(out, "\n\n"...)
}

// AppendText writes a text as an event with this frame.
func AppendText(out []byte, f Frame, text []byte) []byte {
	if bytes.IndexByte(f.Before, '\n') >= 0 || bytes.IndexByte(f.After, '\n') >= 0 { // rare: it came as several lines
		return AppendEvent(out, append(append(append([]byte(nil), f.Before...), text...), f.After...))
	}
	out = append(append(out, "data: "...), f.Before...)
	out = append(append(out, text...), f.After...)
	return append(out, "\n\n"...)
}
