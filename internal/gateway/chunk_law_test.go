// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// TestChunksKeepTheRangeWhateverIsBesideTheText: members that change from event to event, and events without text, neither add chunks nor
// lose text.
func TestChunksKeepTheRangeWhateverIsBesideTheText(t *testing.T) {
	for name, event := range map[string]string{
		"role in all events":                `{"id":"a","choices":[{"index":0,"delta":{"role":"assistant","content":"t%[1]d "}}]}`,
		"role and changing id in all":       `{"id":"a%[1]d","choices":[{"index":0,"delta":{"role":"assistant","content":"t%[1]d "}}]}`,
		"role, empty, and changing created": `{"created":%[1]d,"choices":[{"index":0,"delta":{"role":null,"content":"t%[1]d "}}]}`,
		"changing id":                       `{"id":"a%[1]d","choices":[{"index":0,"delta":{"content":"t%[1]d "}}]}`,
		"changing created":                  `{"created":%[1]d,"choices":[{"index":0,"delta":{"content":"t%[1]d "}}]}`,
		"usage in all":                      `{"choices":[{"index":0,"delta":{"content":"t%[1]d "}}],"usage":{"completion_tokens":%[1]d}}`,
		"empty reasoning in all":            `{"choices":[{"index":0,"delta":{"content":"t%[1]d ","reasoning":null,"reasoning_content":""}}]}`,
		"empty content between": `{"id":"a%[1]d","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}` + "\n\ndata: " +
			`{"id":"b%[1]d","choices":[{"index":0,"delta":{"content":"t%[1]d "}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 10, 20, time.Hour })
			var answer, want strings.Builder
			for i := 1; i <= 300; i++ {
				fmt.Fprintf(&answer, "data: "+event+"\n\n", i)
				fmt.Fprintf(&want, "t%d ", i)
			}
			s.scripted(protocol.OpenAI, eventStream, answer.String()+chatEnd+"data: [DONE]\n\n")
			a := s.post(t.Context(), "/v1/chat/completions", `{"model":"m","messages":[{}],"stream":true,"max_tokens":300}`)
			st := a.story(t)
			if st.text != want.String() || !st.done || st.chunks < 10 || st.chunks > 20 {
				t.Errorf("%d chunks, want 10..20; done %t, %d characters, want %d", st.chunks, st.done, len(st.text), want.Len())
			}
		})
	}
}
