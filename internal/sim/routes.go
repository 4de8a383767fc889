// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "net/http"

// routesOf has the handlers of each protocol.
var routesOf = map[Protocol]func() http.Handler{
	OpenAI: openAIRoutes, MultiLoRA: multiLoRARoutes, CodeGen: codeGenRoutes,
}
