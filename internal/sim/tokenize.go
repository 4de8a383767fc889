// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "net/http"

// tokenize tells the ids of a prompt, and how many tokens fit.
func tokenize(w http.ResponseWriter, r *http.Request) {
	ids := idsOf(tokenise(callOf(r).body.question())...)
	reply(w, http.StatusOK, object{"count": len(ids), "max_model_len": maxModelLen, "tokens": ids})
}
