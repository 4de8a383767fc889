// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "time"

// silence is for how long an engine may send nothing in the middle of an answer.
func (x *exchange) silence() time.Duration { return x.table.SilenceOf(false) }

// streamSilence is the same for the stream that the client asked for: the parser of a tool call may keep back all of it.
func (x *exchange) streamSilence() time.Duration { return x.table.SilenceOf(x.request.MayCallTool()) }
