// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// Secrets are the data of Secrets, by name. Their values do not print.
type Secrets map[string]redact.Data

// Format shows names alone, whatever the verb.
func (s Secrets) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, slices.Sorted(maps.Keys(s))) }

// defaultFirstChunk is how long an engine may take to its first chunk where the streaming contract does not say.
const defaultFirstChunk = 10 * time.Second

// builder makes snapshots of a backend, and remembers the last one.
type builder struct {
	access Access
	last   *Snapshot
}

// needed are the names of the Secrets that the snapshot of a backend needs.
func (b *builder) needed(backend *v1alpha1.CodeGenBackend) []string {
	var names []string
	for _, e := range []*v1alpha1.EngineSpec{&backend.Spec.VLLM, &backend.Spec.Legacy} {
		if e.Credentials != nil {
			names = append(names, e.Credentials.SecretRef.Name)
		}
	}
	if name := b.access.secret(backend.Spec.Route.Gateway); name != "" {
		names = append(names, name)
	}
	return names
}

// build makes a snapshot. The error says what is wrong; the snapshot is the best that could be made in spite of it, and nil where an engine
// cannot be reached at all.
func (b *builder) build(backend *v1alpha1.CodeGenBackend, secrets Secrets) (*Snapshot, error) {
	t, err := b.table(backend, secrets)
	if t == nil {
		return nil, err
	}
	policy, denied := b.access.policy(backend.Spec.Route.Gateway, secrets)
	b.last = &Snapshot{Table: t, Policy: b.keeping(policy, denied)}
	return b.last, errors.Join(err, denied)
}

// keeping is the policy to publish. A file of keys that cannot be read because it is being written does not lock all clients out.
func (b *builder) keeping(policy *admit.Policy, denied error) *admit.Policy {
	if denied != nil && b.access.File != "" && b.last != nil && policy != nil {
		return b.last.Policy
	}
	return policy
}

func (b *builder) table(backend *v1alpha1.CodeGenBackend, secrets Secrets) (*table.Table, error) {
	var before table.Table
	if b.last != nil {
		before = *b.last.Table
	}
	vllm, first := engineOf(table.VLLM, backend, secrets, before.VLLM)
	legacy, second := engineOf(table.Legacy, backend, secrets, before.Legacy)
	err := errors.Join(first, second)
	if vllm == nil || legacy == nil {
		return nil, err
	}
	contract := &backend.Spec.Chunking
	return &table.Table{
		Backend:     backend.Namespace + "/" + backend.Name,
		Active:      table.Name(backend.Status.Active),
		VLLMPercent: percent(&backend.Status),
		VLLM:        vllm,
		Legacy:      legacy,
		Chunks:      chunksOf(contract.Chunks),
		Hold:        milliseconds(contract.HoldMilliseconds, v1alpha1.DefaultHoldMilliseconds),
		Silence:     milliseconds(contract.SilenceMilliseconds, v1alpha1.DefaultSilenceMilliseconds),
		ToolSilence: milliseconds(contract.ToolSilenceMilliseconds, v1alpha1.DefaultToolSilenceMilliseconds),
		FirstChunk:  firstChunk(contract.FirstChunkMilliseconds),
	}, err
}

// percent is the share of requests that go to vllm in a gradual failback.
func percent(status *v1alpha1.CodeGenBackendStatus) int {
	if status.Active != v1alpha1.EngineLegacy || status.Failback == nil {
		return 0
	}
	return int(status.Failback.VLLMPercent)
}

func chunksOf(r *v1alpha1.Range) chunk.Range {
	if r == nil {
		return chunk.Range{}
	}
	return chunk.Range{Min: int(valueOr(r.Min, 0)), Max: int(valueOr(r.Max, 0))}
}

func firstChunk(r *v1alpha1.Range) time.Duration {
	if r == nil {
		return defaultFirstChunk
	}
	return cmp.Or(time.Duration(valueOr(r.Max, 0))*time.Millisecond, defaultFirstChunk)
}

func milliseconds(p *int32, otherwise int32) time.Duration {
	return time.Duration(valueOr(p, otherwise)) * time.Millisecond
}

func valueOr[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// describe is what is logged of a table when it changes.
func describe(t *table.Table) string {
	return fmt.Sprintf("active %s, vllm %d%%, chunks %d..%d, hold %v, first chunk %v, silence %v (%v with tools), vllm at %s, legacy at %s",
		cmp.Or(t.Active, "none"), t.VLLMPercent, t.Chunks.Min, t.Chunks.Max, t.Hold, t.FirstChunk, t.Silence, t.ToolSilence,
		t.VLLM.URL.Host, t.Legacy.URL.Host)
}
