// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
	"strings"
)

// codeGenClient is what CodeGen clients are told in.
type codeGenClient struct{}

func (codeGenClient) frame(Encoder) Frame {
	return Frame{Before: []byte(`{"type":"token","content":"`), After: []byte(`","is_complete":false}`)}
}

func (codeGenClient) opening(Encoder) []byte { return nil }

func (codeGenClient) finish(Encoder, string) []byte { return nil }

func (codeGenClient) usage(Encoder, []byte) []byte { return nil }

func (codeGenClient) end() []byte { return []byte(`{"type":"done","content":"","is_complete":true}`) }

func (codeGenClient) failure(p *Problem) []byte {
	return fmt.Appendf(nil, `{"type":"error","content":%s,"is_complete":true}`, quoted(encoded(p.Message)))
}

func (codeGenClient) refusal(p *Problem) []byte {
	return fmt.Appendf(nil, `{"detail":%s}`, quoted(encoded(p.Message)))
}

func (codeGenClient) document(e Encoder, a Answer) []byte {
	usage := a.Usage
	if usage == nil {
		usage = []byte("{}")
	}
	return fmt.Appendf(nil, `{"success":true,"generated_code":"%s","explanation":"","model_used":"%s",`+
		`"processing_time":%d.%03d,"token_usage":%s,"error_message":""}`,
		a.Text, encoded(e.Model), a.Milliseconds/1000, a.Milliseconds%1000, usage)
}

func (codeGenClient) models(names []string) []byte {
	list := make([]string, 0, len(names))
	for _, name := range names {
		list = append(list, string(quoted(encoded(name))))
	}
	return fmt.Appendf(nil, `{"vllm_server_status":"healthy","available_models":[%s]}`, strings.Join(list, ","))
}
