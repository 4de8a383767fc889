// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strings"

// Complaint is what an engine says went wrong, as programs read it. It is never judged by the words of its message: those are for people,
// differ from version to version, and may quote a prompt.
type Complaint struct {
	// Status is the HTTP status that the complaint has in it, wherever it came; 0: it has none.
	Status int
	// TooLong: the request does not fit into the context of the model.
	TooLong bool
	// Message is the sentence; empty: there is none. It may hold anything.
	Message string
}

// ComplaintIn reads the body of an engine's error, or an error document that came with a 200. ok is false where it is none.
func ComplaintIn(body []byte) (c Complaint, ok bool) {
	if !validObject(body) {
		return Complaint{}, false
	}
	failure := member(body, "error")
	if isNull(failure) {
		failure = nil
	}
	about := failure
	if !isObject(about) {
		about = body
	}
	c = complaintOf(about)
	c.Message = ErrorMessage(body)
	return c, failure != nil || string(member(body, "object")) == `"error"`
}

// complaintOf reads the members of an error.
func complaintOf(about []byte) Complaint {
	var c Complaint
	for key, value := range members(about) {
		word := decoded(chars(value))
		switch key {
		case "code", "status_code":
			c.take(statusOf(value, word))
			c.TooLong = c.TooLong || tooLong[word]
		case "type":
			c.take(statuses[word])
			c.TooLong = c.TooLong || tooLong[word]
		case "param":
			c.TooLong = c.TooLong || lengths[word]
		}
	}
	return c
}

// take takes a status. That of the code counts more than that of the type, which is less precise.
func (c *Complaint) take(status int) {
	if c.Status == 0 || status > 0 && status != 400 {
		c.Status = status
	}
}

// statusOf is the HTTP status that a code is or stands for; 0: none.
func statusOf(value []byte, word string) int {
	if n := number(value); n >= 400 && n < 600 {
		return n
	}
	if n := number([]byte(word)); n >= 400 && n < 600 {
		return n
	}
	return statuses[word]
}

// statuses are the HTTP statuses that the codes and types of errors stand for: those of vLLM and its kin, of OpenAI and of Anthropic.
var statuses = map[string]int{
	"BadRequestError": 400, "invalid_request_error": 400, "context_length_exceeded": 400, "exceed_context_size_error": 400,
	"authentication_error": 401, "invalid_api_key": 401, "permission_error": 403,
	"NotFoundError": 404, "not_found_error": 404, "model_not_found": 404,
	"RateLimitError": 429, "rate_limit_error": 429, "rate_limit_exceeded": 429,
	"InternalServerError": 500, "server_error": 500, "api_error": 500,
	overloadType: 503, "ServiceUnavailableError": 503, "overloaded_error": 503, "unavailable_error": 503,
}

// overloadType is the type of the error with which vLLM refuses a request while its queue is full.
const overloadType = "Service Unavailable"

// tooLong are the codes and types of errors about the length of a request, and lengths the parameters that vLLM says are too large then.
var (
	tooLong = map[string]bool{"context_length_exceeded": true, "exceed_context_size_error": true, "string_above_max_length": true}
	lengths = map[string]bool{"input_tokens": true, "input_text": true, "max_tokens": true, "max_completion_tokens": true}
)

// IsOverload tells whether the body of a 503 is vLLM's answer while its queue is full, which has no Retry-After. An engine that is dead
// does not answer so.
func IsOverload(body []byte) bool {
	return validObject(body) && strings.EqualFold(decoded(chars(member(member(body, "error"), "type"))), overloadType)
}
