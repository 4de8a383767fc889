// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// event reads an event of either OpenAI endpoint.
func (openAI) event(p *parsed) {
	var object, message []byte
	p.mixed = false
	for key, at := range memberSpans(p.Data, 0) {
		value := p.bytes(at)
		switch key {
		case "choices":
			p.choices(at)
		case "usage":
			p.usage(value)
		case "error":
			p.fail(value)
		case "object":
			object = value
		case "message":
			message = value
		}
	}
	switch {
	case p.Failure != "":
	case string(object) == `"error"`: // as older builds send it
		p.Failure, p.Status = orNoMessage(sentence(message)), complaintOf(p.Data).Status
	default:
		p.givenUp()
	}
	p.checkPart()
}

// givenUp takes a finish reason that stands for a failure, of whichever choice.
func (p *parsed) givenUp() {
	for _, c := range p.Choices {
		if failure := givenUp(c.Finish); failure != "" && p.Failure == "" {
			p.Failure = failure
		}
	}
}

func (p *parsed) usage(value []byte) {
	if isNull(value) {
		return
	}
	p.Usage = value
	p.Malformed = p.Malformed || value[0] != '{'
}

// choices reads the only choice. Several go through as they are; the first one counts.
func (p *parsed) choices(at span) {
	p.listed = p.listed[:0]
	for choice := range elementSpans(p.Data, at.from) {
		if len(p.listed) > 0 {
			p.listed = append(p.listed, choiceOf(p.bytes(choice)))
			continue
		}
		p.listed = append(p.listed, Choice{})
		p.choice(choice)
	}
	if p.Choices = p.listed; len(p.listed) > 1 {
		p.Alone, p.Rich, p.Structured = true, true, true
	}
	p.Malformed = p.Malformed || !isArray(p.bytes(at)) && !isNull(p.bytes(at))
}

func (p *parsed) choice(at span) {
	p.Choice = p.object(at)
	for key, at := range memberSpans(p.Data, at.from) {
		value := p.bytes(at)
		switch key {
		case "delta":
			p.delta(at)
		case "text":
			p.text(at)
		case "finish_reason":
			p.Finish = decoded(p.chars(value))
			p.listed[0].Finish = p.Finish
		case "index":
			p.listed[0].Index = number(value)
			p.Alone = p.Alone || string(value) != "0"
			p.mixed = p.mixed || p.Alone
		case "stop_reason", "matched_stop": // they come with the finish reason
		case "token_ids":
			p.TokenIDs = true
			p.beside(value)
		default:
			p.beside(value)
		}
	}
}

// beside takes a member of a choice that neither text nor parts may lose.
func (p *parsed) beside(value []byte) {
	p.Alone, p.mixed = p.Alone || said(value), p.mixed || said(value)
}

// delta reads new text. An engine sends reasoning under one of two names, or under both at once with equal values.
func (p *parsed) delta(at span) {
	p.object(at)
	for key, at := range memberSpans(p.Data, at.from) {
		value := p.bytes(at)
		switch key {
		case "content":
			p.text(at)
			continue
		case "role":
			p.Role, p.Speaker = true, value
			continue
		case "reasoning_content", "reasoning":
			p.reasoning(key, at)
		case "tool_calls":
			p.toolCalls(at)
			p.Structured = p.Structured || said(value)
		default:
			p.Structured, p.mixed = p.Structured || said(value), p.mixed || said(value)
		}
		if said(value) { // also a refusal, and what is yet to be thought of
			p.Rich, p.Alone = true, true
		}
	}
}

func (p *parsed) reasoning(name string, at span) {
	if text := p.chars(p.bytes(at)); len(text) > 0 {
		p.Reasoning = text
		p.part(name, at.from+1, text)
	}
}

// toolCalls reads pieces of calls. One that names its function begins a call, and is not joined with others.
func (p *parsed) toolCalls(at span) {
	p.Malformed = p.Malformed || !isArray(p.bytes(at)) && !isNull(p.bytes(at))
	for call := range elementSpans(p.Data, at.from) {
		of := "arguments " + string(member(p.bytes(call), "index"))
		for key, at := range memberSpans(p.Data, call.from) {
			if key == "function" {
				p.arguments(of, at)
			}
		}
	}
}

// arguments puts those of several calls one behind another.
func (p *parsed) arguments(of string, at span) {
	p.object(at)
	for key, at := range memberSpans(p.Data, at.from) {
		if key != "arguments" {
			p.mixed = p.mixed || said(p.bytes(at))
			continue
		}
		p.part(of, at.from+1, p.chars(p.bytes(at)))
		if text := p.chars(p.bytes(at)); len(p.Arguments) == 0 {
			p.Arguments = text
		} else {
			p.Arguments = append(p.Arguments[:len(p.Arguments):len(p.Arguments)], text...)
		}
	}
}
