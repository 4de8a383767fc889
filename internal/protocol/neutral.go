// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strconv"

// handling is what the translation of a request does with a member.
type handling int

const (
	// refused: the request cannot be translated unless the member says nothing. It is that of all members that are not known.
	refused handling = iota
	// translated: the member is said in the protocol of the engine, or done by the gateway.
	translated
	// dropped: an engine that is not told generates what it would generate anyway.
	dropped
	// ofTools: the member is dropped where no tool can be called.
	ofTools
)

// handlings is what is done with each member of an OpenAI request, whatever its value.
var handlings = map[string]handling{
	"model": translated, "messages": translated, "prompt": translated, "stream": translated, "stream_options": translated,
	"max_tokens": translated, "max_completion_tokens": translated, "temperature": translated, "top_p": translated, "stop": translated,

	"user": dropped, "metadata": dropped, "store": dropped, "seed": dropped, "service_tier": dropped, "priority": dropped,
	"safety_identifier": dropped, "prompt_cache_key": dropped, "prompt_cache_retention": dropped, "cache_salt": dropped,
	"request_id": dropped, "parallel_tool_calls": dropped, "prediction": dropped,
	// How an engine thinks is told only to engines that do, and no reasoning is translated.
	"reasoning_effort": dropped, "reasoning": dropped, "include_reasoning": dropped, "verbosity": dropped, "chat_template_kwargs": dropped,
	// It is about how an engine writes the prompt, of which other protocols have one way.
	"add_special_tokens": dropped,

	"tools": ofTools, "tool_choice": ofTools, "functions": ofTools, "function_call": ofTools,
}

// neutral are values by which a member says what would hold without it, beside null, false, zero and what is empty.
var neutral = map[string]string{
	"n": "1", "best_of": "1", "repetition_penalty": "1", "length_penalty": "1", "top_k": "-1",
	"add_generation_prompt": "true", "detokenize": "true", "skip_special_tokens": "true", "spaces_between_special_tokens": "true",
}

// isLost tells whether a translated request would lose what a member says.
func (r *Request) isLost(key string, value []byte) bool {
	switch {
	case key == "logprobs" && isNumber(value): // 0 asks a completion for the probabilities of what was chosen
		return true
	case isNeutral(key, value):
		return false
	case handlings[key] == ofTools:
		return r.MayCallTool()
	}
	return handlings[key] == refused
}

// isNeutral tells whether a member says nothing but what would hold without it, however that is spelled.
func isNeutral(key string, value []byte) bool {
	plain, known := neutral[key]
	if known && sameValue(value, []byte(plain)) {
		return true
	}
	if plain == "true" && string(value) == "false" {
		return false
	}
	return !said(value) || isEmpty(value) || sameValue(value, []byte("0")) || isPlainFormat(key, value)
}

// sameValue tells whether two values that are neither lists nor objects mean the same: 1, 1.0 and 1e0 do.
func sameValue(a, b []byte) bool {
	if string(a) == string(b) {
		return true
	}
	if !isNumber(a) || !isNumber(b) {
		return false
	}
	x, errX := strconv.ParseFloat(string(a), 64)
	y, errY := strconv.ParseFloat(string(b), 64)
	return errX == nil && errY == nil && x == y
}

// isNumber tells a number by its first byte.
func isNumber(value []byte) bool { return len(value) > 0 && !isNaN(value[0]) }

// isEmpty tells whether there is nothing in a list or an object.
func isEmpty(value []byte) bool {
	for range elements(value) {
		return false
	}
	for range members(value) {
		return false
	}
	return isArray(value) || isObject(value)
}

// isPlainFormat tells whether a format asks for plain text.
func isPlainFormat(key string, value []byte) bool {
	switch key {
	case "response_format":
		return string(member(value, "type")) == `"text"`
	case "modalities":
		for kind := range elements(value) {
			if string(kind) != `"text"` {
				return false
			}
		}
		return isArray(value)
	}
	return false
}
