// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "fmt"

// Answer is a whole answer, for a client that asked for one at once.
type Answer struct {
	// Text are the characters of the text.
	Text []byte
	// Finish is why it ended; empty: nobody said, and it is taken for stop.
	Finish string
	// Usage is the object that counts tokens; nil: there is none.
	Usage []byte
	// Milliseconds is how long it took.
	Milliseconds int64
}

// Whole is the document that gives a whole answer.
func (v Voice) Whole(a Answer) []byte {
	if v.Call.openAI() {
		return v.completion(a)
	}
	usage := a.Usage
	if usage == nil {
		usage = []byte("{}")
	}
	return fmt.Appendf(nil, `{"success":true,"generated_code":"%s","explanation":"","model_used":"%s",`+
		`"processing_time":%d.%03d,"token_usage":%s,"error_message":""}`,
		a.Text, encoded(v.Model), a.Milliseconds/1000, a.Milliseconds%1000, usage)
}

func (v Voice) completion(a Answer) []byte {
	if a.Finish == "" {
		a.Finish = "stop"
	}
	before, after := `"text":"`, `"`
	if v.Call == Chat {
		before, after = `"message":{"role":"assistant","content":"`, `"}`
	}
	out := append(v.head(true), `"choices":[{"index":0,`+before...)
	out = append(append(out, a.Text...), after...)
	out = fmt.Appendf(out, `,"logprobs":null,"finish_reason":"%s"}]`, encoded(a.Finish))
	if a.Usage != nil {
		out = appendMember(out, "usage", a.Usage)
	}
	return append(out, '}')
}

// Document looks at an answer that came as one document, of whatever protocol: tokens is how many were generated, where it tells, else 0;
// whole is false where it is no JSON object, as one is not that was cut off.
func Document(document []byte) (tokens int, whole bool) {
	if !isObject(document) {
		return 0, false
	}
	for key, value := range members(document) {
		if key == "usage" {
			tokens = (&Event{Usage: value}).Tokens()
		}
	}
	return tokens, true
}
