// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package table

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// A credential does not show, however a table is printed.
func TestCredentialsDoNotShow(t *testing.T) {
	e := Engine{Name: VLLM, Header: "Authorization", Value: "Bearer sk-1"}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{
		fmt.Sprint(e), fmt.Sprint(&e), fmt.Sprintf("%+v", e), fmt.Sprintf("%#v", e), fmt.Sprintf("%s", e), string(text),
	} {
		if strings.Contains(shown, "sk-1") {
			t.Errorf("it shows: %s", shown)
		}
	}
}
