// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// A client that closes its connection as soon as it has read the last event got all of it: it is not one that went.
func TestClientsNeedNotWaitForTheTrailer(t *testing.T) {
	t.Parallel()
	s := stage(t, protocol.OpenAI, protocol.CodeGen)
	for i := range 50 {
		r, err := s.client.Post(s.url+"/v1/chat/completions", "application/json",
			strings.NewReader(`{"model":"prompt","stream":true,"messages":[{"role":"user","content":"hi"}]}`))
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatal(r, err)
		}
		lines := bufio.NewScanner(r.Body)
		for last := ""; last != "data: [DONE]" && lines.Scan(); {
			last = lines.Text()
		}
		r.Body.Close()
		if got := s.last(i + 1); got.Outcome != record.OK {
			t.Fatalf("request %d came to %+v", i+1, got)
		}
	}
}
