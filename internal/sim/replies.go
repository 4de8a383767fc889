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

// fail replies with an error in the words of the protocol.
func (c *call) fail(w http.ResponseWriter, status int, message string) {
	if c.engine.protocol == OpenAI {
		reply(w, status, object{"error": openAIError(status, message)})
		return
	}
	reply(w, status, object{"detail": message})
}

func (c *call) failLater(w http.ResponseWriter, status int, message string) {
	seconds := (c.script.RetryAfter + time.Second - 1) / time.Second
	w.Header().Set("Retry-After", strconv.Itoa(int(max(seconds, 0))))
	c.fail(w, status, message)
}

func now() float64 { return unixSeconds(time.Now()) }

func unixSeconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
