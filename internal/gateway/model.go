// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// model serves one entry of the list of models, of the first engine that has it. vLLM itself does not serve this path.
func (g *Gateway) model(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(record.HeaderID, record.ID(r.Header))
	id, anyListed := r.PathValue("id"), false
	for _, e := range activeFirst(g.table()) {
		list, names, err := g.listed(r.Context(), e)
		if err != nil {
			continue
		}
		anyListed = true
		if e.Protocol != protocol.OpenAI {
			list = protocol.ModelList(protocol.OpenAI, names)
		}
		if entry := protocol.ModelEntry(list, id); entry != nil {
			w.Header().Set("X-Codegen-Engine", string(e.Name))
			writeJSON(w, http.StatusOK, entry)
			return
		}
	}
	problem := noList
	if anyListed {
		problem = &protocol.Problem{
			Status: http.StatusNotFound, Code: "model_not_found", Field: "model", Message: fmt.Sprintf("no engine has the model %s", named(id)),
		}
	}
	writeJSON(w, problem.Status, protocol.ErrorBody(protocol.OpenAI, problem))
}

var noList = &protocol.Problem{Status: http.StatusBadGateway, Message: "no engine lists its models"}
