// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package load

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// event is the part of an event that is read.
type event struct {
	Choices []struct {
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
	} `json:"choices"`
	Error json.RawMessage `json:"error"`
	// Stamp is in the events of the simulated vllm alone, so that a client of the Service can tell which engine answers.
	Stamp int64 `json:"sent_unix_nano"`
}

// read reads a stream to its end into the record, and calls onChunk at each chunk.
func read(body io.Reader, r *Record, onChunk func()) error {
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found {
			continue
		}
		if data == "[DONE]" {
			if r.Outcome == "" {
				r.Outcome = Whole
			}
			return nil
		}
		if err := r.take(data, onChunk); err != nil {
			return err
		}
	}
	if r.Outcome == Broken {
		return nil
	}
	return errors.Join(errors.New("the stream ended without an end marker"), lines.Err())
}

// take adds one event.
func (r *Record) take(data string, onChunk func()) error {
	var e event
	if err := json.Unmarshal([]byte(data), &e); err != nil {
		return fmt.Errorf("event is not JSON: %q", data)
	}
	if e.Error != nil {
		r.Outcome, r.Error = Broken, string(e.Error)
	}
	if len(e.Choices) == 0 || e.Choices[0].Delta.Content == "" {
		return nil
	}
	onChunk()
	if r.Chunks++; r.Chunks == 1 && r.Way == ByService {
		r.Engine = map[bool]string{true: "vllm", false: "legacy"}[e.Stamp != 0]
	}
	return nil
}
