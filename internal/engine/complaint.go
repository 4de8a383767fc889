// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/json"
	"strings"
)

// complaint finds the sentence in an error body: the message of a JSON error in any of the shapes that the engines (and
// the frameworks under them) use, or the plain text. An HTML page says nothing worth quoting.
func complaint(body []byte) string {
	var said struct {
		Error   json.RawMessage `json:"error"`
		Message json.RawMessage `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(body, &said) != nil {
		return plainText(string(body))
	}
	for _, part := range []json.RawMessage{said.Error, said.Message, said.Detail} {
		if text := spoken(part); text != "" {
			return text
		}
	}
	return ""
}

// spoken reads a string, an object with a message, or a list of objects of which the first counts.
func spoken(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	type object struct {
		Message string `json:"message"`
		Msg     string `json:"msg"`
	}
	var one object
	if json.Unmarshal(raw, &one) == nil {
		return one.Message + one.Msg
	}
	var several [1]object
	if json.Unmarshal(raw, &several) == nil {
		return several[0].Message + several[0].Msg
	}
	return ""
}

func plainText(body string) string {
	body = strings.TrimSpace(body)
	if strings.HasPrefix(body, "<") || strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") {
		return ""
	}
	return body
}

// isSaid tells whether a JSON field is there and not null.
func isSaid(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }
