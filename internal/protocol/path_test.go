// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"testing"

	"pgregory.net/rapid"
)

func TestCanonicalPath(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"": "/", "/": "/", "//": "/", "/health": "/health", "/health/": "/health", "//health": "/health",
		"/v1/models": "/v1/models", "/v1/models/": "/v1/models", "/v1//models": "/v1/models", "/v1/v1/models": "/v1/models",
		"/v1/v1/v1/chat/completions/": "/v1/chat/completions", "/v1/v1": "/v1/v1", "/v1/models/v1/x": "/v1/models/v1/x",
		"/a/../v1/models/": "/a/../v1/models", "/health/..": "/health/..", "/api/v1/code/generate": "/api/v1/code/generate", "v1/models": "/v1/models",
	} {
		if got := CanonicalPath(given); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
}

// TestCanonicalPathIsStable: a canonical path is one already.
func TestCanonicalPathIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.StringMatching(`(/(v1|api|\.\.|\.||x)){0,6}/?`).Draw(t, "path")
		once := CanonicalPath(p)
		if twice := CanonicalPath(once); twice != once {
			t.Fatalf("%q becomes %q, and that %q", p, once, twice)
		}
	})
}

func TestOfPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]Protocol{
		"/v1": OpenAI, "/v1/x": OpenAI, "/v1x": CodeGen, "/": CodeGen, "/api/v1/code/models": CodeGen, "/health": CodeGen,
	} {
		if got := OfPath(path); got != want {
			t.Errorf("%s is of %s, want %s", path, got, want)
		}
	}
}
