// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// TestVersion: an engine that tells its version, one that tells its key with it, and those that tell none.
func TestVersion(t *testing.T) {
	t.Parallel()
	const key = "sesame-sesame-sesame"
	for name, c := range map[string]struct {
		protocol protocol.Protocol
		status   int
		page     string
		want     string
	}{
		"a version":         {protocol.OpenAI, http.StatusOK, `{"version":"0.32.0"}`, "0.32.0"},
		"a long one":        {protocol.OpenAI, http.StatusOK, `{"version":"` + strings.Repeat("9", 1000) + `"}`, strings.Repeat("9", maxName-1) + "…"},
		"no page":           {protocol.OpenAI, http.StatusNotFound, `{"version":"0.32.0"}`, ""},
		"a number":          {protocol.OpenAI, http.StatusOK, `{"version":32}`, ""},
		"something else":    {protocol.OpenAI, http.StatusOK, `[]`, ""},
		"another protocol":  {protocol.MultiLoRA, http.StatusOK, `{"version":"0.32.0"}`, ""},
		"one with controls": {protocol.OpenAI, http.StatusOK, `{"version":"1\u001b[31m"}`, "1 [31m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/version" {
					http.NotFound(w, r)
					return
				}
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.page))
			})
			if got := clientOf(t, Endpoint{Protocol: c.protocol, URL: url, Key: key}).Version(withTimeout(t, patience)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"version":"1-` + key + `"}`)) })
	if got := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: url, Key: key}).Version(withTimeout(t, patience)); strings.Contains(got, key) || got == "" {
		t.Errorf("got %q", got)
	}
}
