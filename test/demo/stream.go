// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// question is the request of every client.
const question = `{"model": "prompt", "stream": true, "max_tokens": 100, "messages": [{"role": "user", "content": "Write a queue in Python."}]}`

// streamed is the outcome of one request.
type streamed struct {
	chunks    int
	brokenOff bool // the gateway reported it in an event
}

// stream sends one request to the gateway. A stream without an end marker or an error event is an error.
func (c *clients) stream(ctx context.Context) (streamed, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/v1/chat/completions", strings.NewReader(question))
	if err != nil {
		return streamed{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return streamed{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 200)) // more detail, if it can be read
		return streamed{}, fmt.Errorf("%s: %s", response.Status, body)
	}
	return read(response.Body)
}

// event is the part of an event that is read.
type event struct {
	Choices []struct {
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
	} `json:"choices"`
	Error json.RawMessage `json:"error"`
}

// read counts the chunks of a stream.
func read(body io.Reader) (streamed, error) {
	var s streamed
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		switch {
		case !found:
			continue
		case data == "[DONE]":
			return s, nil
		}
		var e event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			return s, fmt.Errorf("event is not JSON: %q", data)
		}
		if e.Error != nil {
			s.brokenOff = true
		}
		if len(e.Choices) > 0 && e.Choices[0].Delta.Content != "" {
			s.chunks++
		}
	}
	if s.brokenOff {
		return s, nil
	}
	return s, errors.Join(errors.New("the stream ended without an end marker"), lines.Err())
}
