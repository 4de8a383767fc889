// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"slices"
	"strings"
)

// Kind is what a request asks for, whatever the protocol.
type Kind string

const (
	// KindHealth is a health check.
	KindHealth Kind = "health"
	// KindModels asks for the model list.
	KindModels Kind = "models"
	// KindStream is a streamed generation.
	KindStream Kind = "stream"
	// KindGenerate is a generation that is not streamed (OpenAI).
	KindGenerate Kind = "generate"
	// KindMetrics asks for /metrics (OpenAI).
	KindMetrics Kind = "metrics"
	// KindStatus asks a CodeGen backend which engine it uses.
	KindStatus Kind = "status"
	// KindElsewhere is a request that followed a redirect.
	KindElsewhere Kind = "elsewhere"
	// KindOther is anything else.
	KindOther Kind = "other"
)

// ElsewherePath is where Redirect points to.
const ElsewherePath = "/elsewhere"

type kinds []Kind

func (k kinds) has(one Kind) bool { return slices.Contains(k, one) }

var (
	generationKinds = kinds{KindStream, KindGenerate}
	allKinds        = kinds{KindHealth, KindModels, KindStream, KindGenerate, KindMetrics, KindStatus, KindOther}
)

var kindOfPath = map[Protocol]map[string]Kind{
	OpenAI: {
		"/health": KindHealth, "/v1/models": KindModels, "/metrics": KindMetrics,
		"/v1/chat/completions": KindGenerate, "/v1/completions": KindGenerate,
	},
	MultiLoRA: {"/health": KindHealth, "/": KindModels, "/generate/stream": KindStream},
	CodeGen: {
		"/health": KindHealth, "/": KindStatus, "/api/v1/code/models": KindModels,
		"/api/v1/code/generate/stream": KindStream,
	},
}

func kindOf(p Protocol, r *http.Request, b *body) Kind {
	if strings.HasPrefix(r.URL.Path, ElsewherePath) {
		return KindElsewhere
	}
	kind, ok := kindOfPath[p][r.URL.Path]
	switch {
	case !ok:
		return KindOther
	case kind == KindGenerate && b.Stream:
		return KindStream
	}
	return kind
}
