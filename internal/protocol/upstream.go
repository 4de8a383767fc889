// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// UpstreamRequest is what an engine is asked.
type UpstreamRequest struct {
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
	// TokenIDs: the ids of tokens are asked for, and have to be taken out of what comes.
	TokenIDs bool

	format Format
	// stops are the strings before which the gateway ends the answer.
	stops []string
}

// Parser reads the events of the answer.
func (u UpstreamRequest) Parser() *Parser { return NewParser(u.format) }

// For makes what an engine of this protocol is asked. The problem names what cannot be said in it.
func (r *Request) For(p Protocol) (UpstreamRequest, *Problem) {
	format, err := p.Format()
	if err != nil {
		return UpstreamRequest{}, &Problem{Status: 502, Message: "the engine cannot be asked: " + err.Error()}
	}
	u := UpstreamRequest{Protocol: p, Model: r.Model, Stream: true, format: format}
	if p == r.Call.Protocol() {
		r.asItIs(&u)
		return u, nil
	}
	core, problem := r.core(p)
	if problem != nil {
		return UpstreamRequest{}, problem
	}
	if u.stops, problem = r.stops(); problem != nil {
		return UpstreamRequest{}, problem
	}
	u.Path, u.Body = format.Paths().Generate, format.generation(core)
	return u, nil
}

// asItIs asks in the client's own words. CodeGen is always asked for a stream: an answer at once is put together of it.
func (r *Request) asItIs(u *UpstreamRequest) {
	u.Path, u.Body, u.Same = calls[r.Call].path, r.Body, true
	if r.Call.openAI() {
		u.Stream = r.Stream
	} else if task := decoded(chars(r.fields.task)); task != "" {
		u.Model = task
	}
}
