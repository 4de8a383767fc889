// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// maxDepth is how deep the values of a request may nest. The parsers of engines give up at about this depth, some of them with a 500.
const maxDepth = 200

// strict finds what makes a request ambiguous or unreadable, so that no engine has to. Parsers differ in what they make of it: of two
// members of one name some take the first and some the last, so that the gateway and the engine would see two different requests.
func strict(body []byte) *Problem {
	switch {
	case !utf8.Valid(body):
		return invalid("", "the body is not valid UTF-8")
	case !validObject(body):
		return invalid("", "the body is not a JSON object")
	}
	c := memberCheck{data: body}
	return c.run()
}

// memberCheck walks a valid document once, however deep it nests, and looks at the names of all members.
type memberCheck struct {
	data []byte
	// open are the objects and lists around the place, the innermost last.
	open []nest
	// names are the names of the members of all open objects, outermost first.
	names []span
}

// nest is an object or a list that is open.
type nest struct {
	object bool
	// name: the next string is the name of a member.
	name bool
	// first is where the names of this object begin.
	first int
	// many are the names of an object that has more of them than few; nil: there are few, and names has them.
	many map[string]bool
}

// few is up to how many names are compared one by one.
const few = 16

func (c *memberCheck) run() *Problem {
	for i := 0; i < len(c.data); i++ {
		switch b := c.data[i]; b {
		case '{', '[':
			if len(c.open) == maxDepth {
				return invalid("", "the body nests too deeply")
			}
			c.open = append(c.open, nest{object: b == '{', name: b == '{', first: len(c.names)})
		case '}', ']':
			c.close()
		case ',':
			top := &c.open[len(c.open)-1]
			top.name = top.object
		case '"':
			end := stringEnd(c.data, i)
			if problem := c.text(span{i, end}); problem != nil {
				return problem
			}
			i = end - 1
		}
	}
	return nil
}

func (c *memberCheck) close() {
	last := len(c.open) - 1
	c.names = c.names[:c.open[last].first]
	c.open = c.open[:last]
}

// text takes a string: a value, or the name of a member.
func (c *memberCheck) text(at span) *Problem {
	top := &c.open[len(c.open)-1]
	if !top.name {
		return nil
	}
	top.name = false
	if c.isKnown(top, at) {
		name := keyOf(c.data[at.from:at.to])
		return invalid(quotable(name), "the member "+quote(name)+" is there twice")
	}
	return nil
}

// isKnown tells whether an object has a member of this name already, and adds the name.
func (c *memberCheck) isKnown(top *nest, at span) bool {
	if top.many == nil && len(c.names)-top.first < few {
		for _, other := range c.names[top.first:] {
			if c.equal(other, at) {
				return true
			}
		}
		c.names = append(c.names, at)
		return false
	}
	if top.many == nil {
		top.many = map[string]bool{}
		for _, other := range c.names[top.first:] {
			top.many[keyOf(c.data[other.from:other.to])] = true
		}
	}
	name := keyOf(c.data[at.from:at.to])
	known := top.many[name]
	top.many[name] = true
	return known
}

// equal tells whether two names are the same, however they are escaped.
func (c *memberCheck) equal(a, b span) bool {
	one, other := c.data[a.from:a.to], c.data[b.from:b.to]
	if bytes.IndexByte(one, '\\') < 0 && bytes.IndexByte(other, '\\') < 0 {
		return bytes.Equal(one, other)
	}
	return keyOf(one) == keyOf(other)
}

// quotable is a name from a client as an error may give it: names that no protocol has are left out.
func quotable(name string) string {
	if len(name) > maxQuoted || !json.Valid(quoted([]byte(name))) {
		return ""
	}
	return name
}
