// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// MayCallTool tells whether the answer may be the call of a tool or of a function: some are offered, and the client does not rule a call
// out.
func (r *Request) MayCallTool() bool {
	return offered(r.fields.tools, member(r.Body, "tool_choice")) || offered(r.fields.functions, member(r.Body, "function_call"))
}

// offered tells whether a list has entries, and the choice among them is not none.
func offered(list, choice []byte) bool {
	return said(list) && !isEmpty(list) && string(choice) != `"none"`
}
