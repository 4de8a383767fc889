// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
	"strings"
	"testing"
)

func TestModelListsAreBounded(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 2 * maxModels {
		names = append(names, fmt.Sprintf(`"m%d"`, i))
	}
	all, err := models([]byte("[" + strings.Join(names, ",") + "]"))
	if err != nil || len(all) != maxModels || all[maxModels-1].Name != "m999" {
		t.Errorf("%d models, %v", len(all), err)
	}
}

func TestTasksOfModels(t *testing.T) {
	t.Parallel()
	for model, want := range map[string]string{
		"autocomplete": "code_completion", "prompt": "code_generation", "comment": "code_explanation", "error_fix": "bug_fix",
		"code_review": "code_review", "documentation": "documentation", "": "",
	} {
		if got := taskOf(model); got != want {
			t.Errorf("%q is asked for as %q, want %q", model, got, want)
		}
	}
}
