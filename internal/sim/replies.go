// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strconv"
	"time"
)

// object is a JSON object of a reply.
type object = map[string]any

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encode(v)) // a client that has left needs no reply
}

// fail replies with an error in the format of the protocol.
func (c *call) fail(w http.ResponseWriter, status int, message string) {
	if c.engine.protocol == OpenAI {
		reply(w, status, object{"error": openAIError(status, message)})
		return
	}
	reply(w, status, object{"detail": message})
}

var openAIErrorTypes = map[int]string{
	http.StatusBadRequest: "BadRequestError", http.StatusNotFound: "NotFoundError",
	http.StatusUnauthorized: "Unauthorized", http.StatusForbidden: "Forbidden",
	http.StatusTooManyRequests: "RateLimitError", http.StatusServiceUnavailable: "ServiceUnavailableError",
}

func openAIError(status int, message string) object {
	kind, ok := openAIErrorTypes[status]
	if !ok {
		kind = "InternalServerError"
	}
	return object{"message": message, "type": kind, "param": nil, "code": status}
}

func (c *call) failLater(w http.ResponseWriter, status int, message string) {
	seconds := (c.script.RetryAfter + time.Second - 1) / time.Second
	w.Header().Set("Retry-After", strconv.Itoa(int(max(seconds, 0))))
	c.fail(w, status, message)
}

func now() float64 { return unixSeconds(time.Now()) }

func unixSeconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
