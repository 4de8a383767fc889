// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// Problem is why a request is refused, or an answer failed.
type Problem struct {
	// Status is the HTTP status.
	Status int
	// Code is the word for it, as OpenAI has them, such as invalid_api_key; empty: there is none.
	Code string
	// Field is the member of the request that is at fault; empty: none.
	Field string
	// Message is a sentence for the author of the client.
	Message string
}

func (p *Problem) Error() string { return p.Message }

func invalid(field, message string) *Problem {
	return &Problem{Status: 400, Field: field, Message: message}
}
