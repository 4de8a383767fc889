// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package table holds where requests go: what the gateway knows of one CodeGenBackend, as one consistent picture.
package table

import (
	"net/url"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// Name of an engine: vllm or legacy.
type Name string

// The engines.
const (
	VLLM   Name = "vllm"
	Legacy Name = "legacy"
)

// Table is one picture of the route. It is never changed once it is shown: a change makes another one.
type Table struct {
	// Backend is namespace/name of the CodeGenBackend.
	Backend string
	// Active is the engine that requests go to; empty: none was placed, and vllm is tried first.
	Active Name
	// VLLMPercent is the share of new requests that go to vllm first while legacy is active, in a gradual failback; 0 otherwise.
	VLLMPercent int
	// VLLM and Legacy are the engines.
	VLLM, Legacy *Engine
	// Chunks is the declared range of chunks in an answer; the zero Range: every event is passed on as it comes.
	Chunks chunk.Range
	// Hold is for how long text is held at the most.
	Hold time.Duration
	// FirstChunk is how long an engine may take to its first chunk before the other one is asked.
	FirstChunk time.Duration
	// Silence is for how long an engine may say nothing in the middle of an answer before it is given up; 0: DefaultSilence.
	Silence time.Duration
}

// DefaultSilence is longer than any well engine pauses in the middle of an answer.
const DefaultSilence = 10 * time.Second

// Engine is how an engine is reached. It is comparable by its pointer: an engine that did not change keeps it, and so its connections.
type Engine struct {
	Name     Name
	Protocol protocol.Protocol
	// URL is the base URL.
	URL *url.URL
	// Header and Value are the credential, such as Authorization and "Bearer …"; empty: none.
	Header string
	Value  engine.Key
	// TLS is what https needs beyond the system's defaults.
	TLS engine.TLS
	// Models are the declared ones; empty: none is declared, and any is asked for.
	Models []string
}

// Of is one of the engines.
func (t *Table) Of(n Name) *Engine {
	if n == Legacy {
		return t.Legacy
	}
	return t.VLLM
}

// Other is the engine to fall back to from this one.
func (n Name) Other() Name {
	if n == Legacy {
		return VLLM
	}
	return Legacy
}
