// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"cmp"
	"strings"
)

// Messages about events that do not fit their protocol.
const (
	notOfProtocol = "an event that is not of the protocol"
	// NoMessage stands for the message of an error event that has none.
	NoMessage = "an error event without a message"
)

func orNoMessage(text string) string { return cmp.Or(text, NoMessage) }

// ErrorMessage finds the sentence in the body of an engine's error: the message of a JSON error in any of the shapes that engines, and the
// frameworks under them, use, or the plain text. It is empty where nothing is said that is worth quoting, as in an HTML page.
// The sentence is as long as the engine made it, and may hold anything.
func ErrorMessage(body []byte) string {
	if !validObject(body) {
		return plainText(string(body))
	}
	for _, key := range []string{"error", "message", "detail"} {
		if text := sentence(member(body, key)); text != "" {
			return text
		}
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

// sentence reads a string, an object with a message, or a list of either of which the first counts.
func sentence(value []byte) string {
	if isArray(value) {
		for first := range elements(value) {
			return sentence(first)
		}
	}
	if text := chars(value); text != nil {
		return decoded(text)
	}
	for _, key := range []string{"message", "msg"} {
		if text := chars(member(value, key)); text != nil {
			return decoded(text)
		}
	}
	return ""
}

// maxMessage bounds how much of an engine's error a client gets, in bytes.
const maxMessage = 1 << 10

// UpstreamProblem is an engine's refusal of a request, for the client.
func UpstreamProblem(status int, body []byte) *Problem {
	message := cmp.Or(ErrorMessage(body), "the engine refused the request and did not say why")
	return &Problem{Status: status, Message: strings.ToValidUTF8(message[:min(len(message), maxMessage)], "")}
}
