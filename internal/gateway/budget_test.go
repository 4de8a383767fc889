// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// TestADocumentHasABudget: by its tokens and by the pace of the engine, where that is known.
func TestADocumentHasABudget(t *testing.T) {
	const first, tools = 5 * time.Second, 20 * time.Second
	for name, c := range map[string]struct {
		tokens int
		gap    time.Duration
		last   bool
		want   time.Duration
	}{
		"short, of an unknown engine":     {tokens: 16, want: tools},
		"long, of an unknown engine":      {tokens: 1000, want: first + 100*time.Second},
		"unbounded, of an unknown engine": {want: first + usualTokens*slowToken},
		"of a fast engine":                {tokens: 1000, gap: 9500 * time.Microsecond, want: first + 40*time.Second},
		"of a slow engine":                {tokens: 1000, gap: time.Second, want: maxDocumentTime},
		"of the last engine":              {tokens: 16, last: true, want: maxDocumentTime},
	} {
		t.Run(name, func(t *testing.T) {
			p := &pool{monitor: newMonitor(prober{}, nil)}
			if c.gap > 0 {
				generates500(p.monitor, c.gap)
			}
			x := &exchange{table: &table.Table{FirstChunk: first, Silence: first, ToolSilence: tools}, request: &protocol.Request{MaxTokens: c.tokens}}
			r := &response{began: time.Now()}
			got := x.documentBudget(p, r, c.last).Sub(r.began)
			if got < c.want-time.Second || got > c.want+time.Second {
				t.Errorf("its budget is %v, want %v", got, c.want)
			}
		})
	}
}

// generates500 has the streams of an engine get 500 tokens with this gap.
func generates500(m *monitor, gap time.Duration) {
	at := m.now()
	for range 2 {
		m.engine.Sent(1, true, at)
		m.engine.Began(at)
	}
	for range 500 {
		at = at.Add(gap)
		m.engine.Text(at, 1)
	}
}
