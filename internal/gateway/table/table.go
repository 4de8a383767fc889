// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package table holds the routing table: what the gateway knows about one CodeGenBackend, as one consistent snapshot.
package table

import (
	"cmp"
	"fmt"
	"net/url"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// Name of an engine: vllm or legacy.
type Name string

// The engines.
const (
	VLLM   Name = "vllm"
	Legacy Name = "legacy"
)

// Table is one snapshot of the route. It is never changed: a change makes another one.
type Table struct {
	// Backend is namespace/name of the CodeGenBackend.
	Backend string
	// Active is the engine that requests go to; empty: none is selected, and vllm is tried first.
	Active Name
	// VLLMPercent is the share of new requests that go to vllm first while legacy is active, in a gradual failback; 0 otherwise.
	VLLMPercent int
	// VLLM and Legacy are the engines.
	VLLM, Legacy *Engine
	// Chunks is the declared range of chunks in an answer; the zero Range: every event is forwarded as it comes.
	Chunks chunk.Range
	// Hold is the longest time that text is held.
	Hold time.Duration
	// FirstChunk is how long an engine may take to its first chunk before the other engine is asked.
	FirstChunk time.Duration
	// Silence is how long an engine may send nothing in the middle of an answer before another one is asked to go on with it. ToolSilence is
	// the same for an answer that may call a tool. 0: the API's default.
	Silence, ToolSilence time.Duration
}

// SilenceOf is for how long an engine may be silent in the middle of an answer. An answer that may call a tool is never given less time
// than others.
func (t *Table) SilenceOf(mayCallTool bool) time.Duration {
	silence := cmp.Or(t.Silence, v1alpha1.DefaultSilenceMilliseconds*time.Millisecond)
	if !mayCallTool {
		return silence
	}
	return max(silence, cmp.Or(t.ToolSilence, v1alpha1.DefaultToolSilenceMilliseconds*time.Millisecond))
}

// Engine is how an engine is reached. It is compared by its pointer: an engine that did not change keeps it, and so its connections.
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
	// Continuation is what the engine was seen to do with the beginning of an answer; empty: Unknown. Until it is known, the gateway holds
	// what the engine says first.
	Continuation v1alpha1.Continuation
	// Models are the declared models; empty: none is declared, and requests may name any.
	Models []string
}

// Format never shows the credential, even where the engine is behind a pointer.
func (e Engine) Format(f fmt.State, verb rune) {
	type fields Engine
	redact.Format(f, verb, fields(e))
}

// Of is the engine of this name; nil: it is not known.
func (t *Table) Of(n Name) *Engine {
	if n == Legacy {
		return t.Legacy
	}
	return t.VLLM
}

// Other is the name of the other engine.
func (n Name) Other() Name {
	if n == Legacy {
		return VLLM
	}
	return Legacy
}
