// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Generation asks for one streamed generation, in what all protocols can say.
type Generation struct {
	// Model is the name of the model.
	Model string
	// Prompt is what to answer.
	Prompt string
	// Begun is the beginning of the answer, which the engine is to continue; empty: it is to answer from the start.
	Begun string
	// MaxTokens bounds the generation; 0 leaves it to the engine.
	MaxTokens int
	// Temperature is a decimal such as "0" or "0.2"; empty leaves it to the engine.
	Temperature string
}

// Body is the body that asks an engine of a format for it, at Paths.Generate. The error is for a temperature that is not a number.
func (g Generation) Body(f Format) ([]byte, error) {
	c := core{model: g.Model, prompt: encoded(g.Prompt), begun: encoded(g.Begun)}
	if g.MaxTokens != 0 {
		c.maxTokens = strconv.AppendInt(nil, int64(g.MaxTokens), 10)
	}
	if g.Temperature != "" {
		c.temperature = []byte(g.Temperature)
		if !json.Valid(c.temperature) || isNaN(c.temperature[0]) {
			return nil, fmt.Errorf("write the request: invalid number %s", quote(g.Temperature))
		}
	}
	return f.generation(c), nil
}

// isNaN tells whether a JSON value that begins like this is not a number.
func isNaN(first byte) bool { return first != '-' && (first < '0' || first > '9') }
