// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strings"

// maxComplaint bounds how much is quoted of an engine's complaint, in bytes.
const maxComplaint = 1 << 10

// Complaint finds the sentence in the body of an error, in any of the shapes that engines use.
func Complaint(body []byte) string {
	const unsaid = "the engine refused the request and did not say why"
	if !isObject(body) {
		return unsaid
	}
	for _, key := range []string{"error", "message", "detail"} {
		if text := sentence(member(body, key)); text != "" {
			return strings.ToValidUTF8(text[:min(len(text), maxComplaint)], "")
		}
	}
	return unsaid
}

// sentence reads a string, an object with a message, or a list of objects of which the first counts.
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
