// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// TestOnlyGenerationsTakeTurnsInAFailback: of a share of one half, every other generation goes to vllm, however many lists of models and
// statuses are asked for in between.
func TestOnlyGenerationsTakeTurnsInAFailback(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Active, t.VLLMPercent = table.Legacy, 50 })
	k, count := kinds["chat"], map[string]int{}
	for range 10 {
		for _, path := range []string{"/v1/models", "/"} {
			resp, err := s.client.Get(s.url + path)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if engine := resp.Header.Get("X-Codegen-Engine"); resp.StatusCode != http.StatusOK || engine == string(table.VLLM) {
				t.Errorf("%s: status %d of %s", path, resp.StatusCode, engine)
			}
			if path == "/v1/models" {
				a := s.post(t.Context(), k.path, k.body(printJay, ""))
				count[a.header.Get("X-Codegen-Engine")]++
			}
		}
	}
	if count["vllm"] != 5 || count["legacy"] != 5 {
		t.Errorf("the generations went to %v", count)
	}
}
