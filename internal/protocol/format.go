// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "slices"

// Format is how engines of one protocol are asked, and how their answers are read. There is one for each wire format, and both the
// checks and the gateway use it.
type Format interface {
	// Paths are where an engine answers.
	Paths() Paths
	// Healthy reads a health page that came with 200. The error says why that does not mean health.
	Healthy(page []byte) error
	// Models reads a model list, at most 1,000 of its entries. A NoModelsError says that the engine has none yet, and why.
	Models(list []byte) ([]Model, error)

	// generation is the body that asks for a streamed generation.
	generation(c core) []byte
	// event reads the members of an event, which is a valid JSON object.
	event(p *parsed)
}

// Paths are below the base URL of an engine.
type Paths struct {
	Health, Models string
	// Generate is where a streamed generation is asked for.
	Generate string
	// Metrics is the page that tells the load, in the Prometheus text format; empty: there is none.
	Metrics string
	// Version is where the version of the software is told; empty: nowhere.
	Version string
	// UnknownModel are the HTTP statuses that answer a request for a model that is not served.
	UnknownModel []int
}

// core is what can be said in all protocols. All but the model are parts of JSON as they came; nil: not said.
type core struct {
	model                        string
	prompt                       []byte // characters, without quotes
	begun                        []byte // characters of the answer that is to be continued; empty: there are none
	maxTokens, temperature, topP []byte
}

// promptAndBegun is the prompt with the beginning of the answer behind it, for protocols that have no other place for it.
func (c core) promptAndBegun() []byte { return slices.Concat(c.prompt, c.begun) }

// sampling ends a body with the members that all protocols share.
func (c core) sampling(out []byte) []byte {
	for _, c := range []change{{"max_tokens", c.maxTokens}, {"temperature", c.temperature}, {"top_p", c.topP}} {
		if c.value != nil {
			out = appendMember(out, c.key, c.value)
		}
	}
	return append(out, '}')
}
