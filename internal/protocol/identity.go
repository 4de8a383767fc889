// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

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

// RewriteIDs gives an event of the engine that goes on the identity of the first one. before is how many tokens were generated before, and
// inPrompt how many of them are a part of the prompt to the engine that goes on.
func (i Identity) RewriteIDs(data []byte, before, inPrompt int) []byte {
	if !validObject(data) || member(data, "id") == nil {
		return data
	}
	changes := []change{{"id", i.id}, {"created", i.created}, {"model", i.model}}
	if usage := member(data, "usage"); said(usage) && before > 0 {
		changes = append(changes, change{"usage", Recount(usage, before, inPrompt)})
	}
	return changed(data, changes...)
}

// Recount is the usage of a whole answer. The total holds even where the prompt was not counted token by token.
func Recount(usage []byte, before, inPrompt int) []byte {
	prompt, completion := member(usage, "prompt_tokens"), member(usage, "completion_tokens")
	if prompt == nil || completion == nil {
		return usage
	}
	asked, generated := max(number(prompt)-inPrompt, 0), number(completion)+before
	return changed(usage, change{"prompt_tokens", integer(asked)}, change{"completion_tokens", integer(generated)},
		change{"total_tokens", integer(asked + generated)})
}
