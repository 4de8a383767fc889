// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
)

// A stream comes to its end, or tells that it broke off; one that does neither is an error.
func TestRead(t *testing.T) {
	t.Parallel()
	const chunk = `data: {"choices":[{"delta":{"content":"x"}}]}` + "\n\n"
	for _, s := range []struct {
		text      string
		chunks    int
		brokenOff bool
		fails     bool
	}{
		{`data: {"choices":[{"delta":{"role":"assistant"}}]}` + "\n\n" + chunk + chunk + "data: [DONE]\n\n", 2, false, false},
		{chunk + `data: {"error":{"message":"broke off"}}` + "\n\n", 1, true, false},
		{chunk + `data: {"error":{"message":"broke off"}}` + "\n\ndata: [DONE]\n\n", 1, true, false},
		{chunk, 1, false, true},
		{"data: x\n\n", 0, false, true},
	} {
		got, err := read(strings.NewReader(s.text))
		if got != (streamed{s.chunks, s.brokenOff}) || (err != nil) != s.fails {
			t.Errorf("%q came to %+v, %v", s.text, got, err)
		}
	}
}

// What clients got is judged by the declared range, and one that got nothing fails it.
func TestClientsFinish(t *testing.T) {
	t.Parallel()
	c := newClients("http://127.0.0.1:1", nil)
	if _, err := c.finish(); err == nil {
		t.Error("nobody was served, and that is fine")
	}
	c.note(func(t *tally) { t.took(72, 0); t.took(60, 1) })
	summary, err := c.finish()
	if err != nil || !strings.HasPrefix(summary, "2 requests through the gateway, 0 failed, all in .. chunks (60 to 72); 1 saw") {
		t.Errorf("%q, %v", summary, err)
	}
	c.ask()
	if _, err := c.finish(); err == nil || !strings.Contains(err.Error(), "was not served") {
		t.Errorf("a client that nobody serves: %v", err)
	}
}
