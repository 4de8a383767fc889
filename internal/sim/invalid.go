// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "net/http"

// problem is one invalid field, as FastAPI reports it in a 422.
type problem struct {
	Type  string   `json:"type"`
	Where []string `json:"loc"`
	What  string   `json:"msg"`
}

func missingField(name string) problem {
	return problem{Type: "missing", Where: []string{"body", name}, What: "Field required"}
}

func badField(name, what string) problem {
	return problem{Type: "value_error", Where: []string{"body", name}, What: what}
}

// unreadable is the problem of a body that is not JSON, or has fields of other types.
func (b *body) unreadable() []problem {
	if b.err == nil {
		return nil
	}
	return []problem{{Type: "json_invalid", Where: []string{"body"}, What: b.err.Error()}}
}

// rejectInvalid replies with 422 where there are problems, and says whether it did.
func rejectInvalid(w http.ResponseWriter, problems []problem) bool {
	if len(problems) == 0 {
		return false
	}
	reply(w, http.StatusUnprocessableEntity, object{"detail": problems})
	return true
}
