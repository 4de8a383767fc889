// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Request is a client's request, as far as it must be understood.
type Request struct {
	// Call is the endpoint that it came to.
	Call Call
	// Body is the request as it came.
	Body []byte
	// Model is the model as the client names it; for CodeGen, the one that serves the kind of task.
	Model string
	// Stream: the client asks for a stream.
	Stream bool
	// MaxTokens bounds the answer; 0: unbounded, as far as is known.
	MaxTokens int
	// Choices is how many choices the client asked for: n for each prompt.
	Choices int
	// IncludeUsage: the client wants to be told the number of tokens at the end of a stream.
	IncludeUsage bool
	// PassThrough: every event is to be passed on as it comes, for what is in it cannot be joined: several choices, log probabilities.
	PassThrough bool

	fields fields
}

// fields are the members of a body that somebody here asks for, as they came; nil: absent or null.
type fields struct {
	model, messages, prompt, context, task []byte
	maxTokens, maxCompletion               []byte
	temperature, topP                      []byte
	n, bestOf, logprobs, echo              []byte
	tools, functions, format, stream       []byte
	continues                              []byte
}

// ParseRequest reads a client's request. The problem is what no engine could make sense of, or what engines would read in different ways.
func ParseRequest(call Call, body []byte) (*Request, *Problem) {
	if problem := strict(body); problem != nil {
		return nil, problem
	}
	r := &Request{Call: call, Body: body}
	places := r.fields.places()
	for key, value := range members(body) {
		if at := places[key]; at != nil && string(value) != "null" {
			*at = value
		}
	}
	if problem := r.check(); problem != nil {
		return nil, problem
	}
	r.understand()
	return r, nil
}

// places says where each member belongs.
func (f *fields) places() map[string]*[]byte {
	return map[string]*[]byte{
		"model": &f.model, "messages": &f.messages, "prompt": &f.prompt, "context": &f.context, "model_type": &f.task,
		"max_tokens": &f.maxTokens, "max_completion_tokens": &f.maxCompletion,
		"temperature": &f.temperature, "top_p": &f.topP,
		"n": &f.n, "best_of": &f.bestOf, "logprobs": &f.logprobs, "echo": &f.echo,
		"tools": &f.tools, "functions": &f.functions, "response_format": &f.format, "stream": &f.stream,
		"continue_final_message": &f.continues,
	}
}

// check finds what no engine could make sense of.
func (r *Request) check() *Problem {
	f := &r.fields
	switch {
	case r.Call == Chat && !isArray(f.messages):
		return invalid("messages", "messages is required: a list of at least one message")
	case r.Call == Completion && f.prompt == nil:
		return invalid("prompt", "prompt is required")
	case !r.Call.openAI() && chars(f.prompt) == nil:
		return invalid("prompt", "prompt is required: a string")
	case f.model != nil && chars(f.model) == nil:
		return invalid("model", "model is a string")
	case f.stream != nil && f.stream[0] != 't' && f.stream[0] != 'f':
		return invalid("stream", "stream is true or false")
	}
	return nil
}

func (r *Request) understand() {
	f := &r.fields
	r.Model = decoded(chars(f.model))
	r.Stream = string(f.stream) == "true"
	r.MaxTokens = max(number(f.maxTokens), 0)
	if f.maxCompletion != nil && r.Call != Completion {
		r.MaxTokens = max(number(f.maxCompletion), 0)
	}
	r.Choices = r.choices()
	r.IncludeUsage = r.Call.openAI() && string(member(member(r.Body, "stream_options"), "include_usage")) == "true"
	r.PassThrough = r.Choices > 1 || number(f.n) > 1 || number(f.bestOf) > 1 || said(f.logprobs) || string(f.logprobs) == "0" || said(f.echo)
	if !r.Call.openAI() {
		r.Stream, r.Model = r.Call == CodeStream, modelOf(decoded(chars(f.task)))
	}
}

// choices is how many choices are asked for. A prompt is a text or a list of tokens; a list of either is several.
func (r *Request) choices() int {
	prompts := 0
	if r.Call == Completion {
		for prompt := range elements(r.fields.prompt) {
			if !isArray(prompt) && chars(prompt) == nil {
				break // it is a token of the only prompt
			}
			prompts++
		}
	}
	n := 1
	if r.Call.openAI() {
		n = max(number(r.fields.n), 1)
	}
	return max(prompts, 1) * n
}
