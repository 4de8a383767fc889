// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strconv"

// Identity is by what the events of one OpenAI answer are known to be of one. An engine that goes on with an answer gives it another
// one, which the client must not see.
type Identity struct{ id, created, model []byte }

// IdentityOf is that of an event.
func IdentityOf(data []byte) Identity {
	var i Identity
	for key, value := range members(data) {
		switch key {
		case "id":
			i.id = append([]byte(nil), value...)
		case "created":
			i.created = append([]byte(nil), value...)
		case "model":
			i.model = append([]byte(nil), value...)
		}
	}
	return i
}

// RewriteIDs gives an event of the engine that goes on the identity of the first one. tokens is how many came before: to the engine that goes on
// they are a part of the prompt.
func (i Identity) RewriteIDs(data []byte, tokens int) []byte {
	if !validObject(data) || member(data, "id") == nil {
		return data
	}
	changes := []change{{"id", i.id}, {"created", i.created}, {"model", i.model}}
	if usage := member(data, "usage"); said(usage) {
		changes = append(changes, change{"usage", recounted(usage, tokens)})
	}
	return changed(data, changes...)
}

func recounted(usage []byte, tokens int) []byte {
	prompt, completion := member(usage, "prompt_tokens"), member(usage, "completion_tokens")
	if prompt == nil || completion == nil {
		return usage
	}
	return changed(usage,
		change{"prompt_tokens", strconv.AppendInt(nil, int64(max(number(prompt)-tokens, 0)), 10)},
		change{"completion_tokens", strconv.AppendInt(nil, int64(number(completion)+tokens), 10)})
}
