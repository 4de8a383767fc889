// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// parsed is an event while its members are read.
type parsed struct {
	Event

	// at is where in the data the text stands.
	at int
	// partAt is where in the data the part stands. mixed: something that counts comes beside parts.
	partAt int
	mixed  bool
	// listed is where the choices of an event are kept, from one event to the next.
	listed []Choice
}

func (p *parsed) bytes(s span) []byte { return p.Data[s.from:s.to:s.to] }

// text takes a value for the text. A second text, which no engine should send, is put behind the first, and the event goes through as
// it is. So does one whose content is not a string.
func (p *parsed) text(s span) {
	value := p.bytes(s)
	text := p.chars(value)
	switch {
	case text == nil && said(value):
		p.Rich, p.Alone, p.Structured = true, true, true
	case len(text) == 0:
	case len(p.Text) > 0:
		p.Text, p.Alone = append(p.Text[:len(p.Text):len(p.Text)], text...), true
	default:
		p.Text, p.at = text, s.from+1
	}
}

// part takes characters for the part of an event. A second part makes it one that goes through as it is.
func (p *parsed) part(of string, at int, chars []byte) {
	if len(chars) == 0 {
		return
	}
	p.mixed = p.mixed || len(p.Part) > 0
	p.Part, p.PartOf, p.partAt = chars, of, at
}

// checkPart drops a part that something else comes with.
func (p *parsed) checkPart() {
	if p.mixed || p.Failure != "" || p.Malformed || len(p.Text) > 0 || p.Finish != "" || len(p.Choices) != 1 {
		p.Part, p.PartOf = nil, ""
	}
}

// chars are the characters of a value that is to be a string.
func (p *parsed) chars(value []byte) []byte {
	p.Malformed = p.Malformed || !isText(value)
	return chars(value)
}

// object tells whether there is an object.
func (p *parsed) object(s span) bool {
	value := p.bytes(s)
	p.Malformed = p.Malformed || value[0] != '{' && !isNull(value)
	return value[0] == '{'
}

// fail takes the value of an error.
func (p *parsed) fail(value []byte) {
	if !isNull(value) {
		p.Failure = orNoMessage(sentence(value))
		p.Status = complaintOf(value).Status
	}
}

// token reads an event of MultiLoRA or CodeGen, of any build.
func (p *parsed) token() {
	kind := ""
	for key, at := range memberSpans(p.Data, 0) {
		switch key {
		case "type":
			kind = decoded(p.chars(p.bytes(at)))
		case "text", "content":
			p.text(at)
		case "error":
			p.fail(p.bytes(at))
		}
	}
	p.End = kind == "done"
	if kind == "error" && p.Failure == "" {
		p.Failure = orNoMessage(decoded(p.Text))
		p.Status = complaintOf(p.Data).Status
	}
}
