// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "testing"

func TestWhichAnswersMayCallATool(t *testing.T) {
	for body, want := range map[string]bool{
		`{"messages":[]}`:                                         false,
		`{"messages":[],"tools":[]}`:                              false,
		`{"messages":[],"tools":null}`:                            false,
		`{"messages":[],"tools":[{}]}`:                            true,
		`{"messages":[],"tools":[{}],"tool_choice":"auto"}`:       true,
		`{"messages":[],"tools":[{}],"tool_choice":null}`:         true,
		`{"messages":[],"tools":[{}],"tool_choice":{"type":"x"}}`: true,
		`{"messages":[],"tools":[{}],"tool_choice":"none"}`:       false,
		`{"messages":[],"functions":[{}]}`:                        true,
		`{"messages":[],"functions":[{}],"function_call":"none"}`: false,
	} {
		r, problem := ParseRequest(Chat, []byte(body))
		if problem != nil {
			t.Fatal(problem.Message)
		}
		if got := r.MayCallTool(); got != want {
			t.Errorf("%s may call a tool: %t", body, got)
		}
	}
}
