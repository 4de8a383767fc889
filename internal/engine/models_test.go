// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func TestModels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol protocol.Protocol
		body     string
		want     []protocol.Model
		reason   reason.Reason
		says     string
	}{
		"a base and its adapters": {protocol.OpenAI, `{"object":"list","data":[{"id":"base","root":"/models/base","parent":null,"max_model_len":8192,"permission":[{}]},
			{"id":"prompt","root":"/adapters/prompt","parent":"base"}]}`, []protocol.Model{{Name: "base", Root: "/models/base"}, {Name: "prompt", Parent: "base", Root: "/adapters/prompt"}}, "none", ""},
		"no models":                     {protocol.OpenAI, `{"data":[]}`, nil, "none", ""},
		"an entry without a name":       {protocol.OpenAI, `{"data":[{},{"id":"a"},null]}`, []protocol.Model{{Name: "a"}}, "none", ""},
		"not a list":                    {protocol.OpenAI, `{"data":{"id":"a"}}`, nil, reason.HTTPError, "a model list that is none"},
		"an entry that is no model":     {protocol.OpenAI, `{"data":[7]}`, nil, reason.HTTPError, "cannot be read"},
		"something else":                {protocol.OpenAI, `{"status":"running"}`, nil, reason.HTTPError, "not a model list"},
		"not JSON":                      {protocol.OpenAI, `nope`, nil, reason.HTTPError, "not a model list"},
		"names that are dirty":          {protocol.OpenAI, `{"data":[{"id":"a\u0000b ` + secretKey + `"}]}`, []protocol.Model{{Name: "a b [redacted]"}}, "none", ""},
		"four adapters":                 {protocol.MultiLoRA, `{"status":"running","available_models":["autocomplete","prompt"]}`, []protocol.Model{{Name: "autocomplete"}, {Name: "prompt"}}, "none", ""},
		"still starting":                {protocol.MultiLoRA, `{"status":"initializing","available_models":[]}`, nil, reason.ModelsMissing, "still starting"},
		"no list":                       {protocol.MultiLoRA, `{"status":"running"}`, nil, reason.HTTPError, "not a model list"},
		"names":                         {protocol.CodeGen, `{"vllm_server_status":"healthy","available_models":["prompt"]}`, []protocol.Model{{Name: "prompt"}}, "none", ""},
		"objects":                       {protocol.CodeGen, `{"vllm_server_status":"healthy","available_models":[{"name":"prompt"}]}`, []protocol.Model{{Name: "prompt"}}, "none", ""},
		"the engine behind it is down":  {protocol.CodeGen, `{"vllm_server_status":"unhealthy","available_models":[]}`, nil, reason.ModelsMissing, "engine behind it is unhealthy"},
		"the engine behind it has none": {protocol.CodeGen, `{"vllm_server_status":"healthy","available_models":[]}`, nil, "none", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, answer{200, json2, c.body}.ServeHTTP)
			got, fault := clientOf(t, Endpoint{Protocol: c.protocol, URL: url, Key: secretKey}).Models(withTimeout(t, patience))
			mustBe(t, fault, c.reason)
			mustSay(t, fault, c.says)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestModelListsAreBounded(t *testing.T) {
	t.Parallel()
	url := serve(t, answer{200, json2, `{"data":[` + strings.Repeat(`{"id":"a"},`, maxList/10) + `]}`}.ServeHTTP)
	_, fault := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: url}).Models(withTimeout(t, patience))
	mustBe(t, fault, reason.HTTPError)
	mustSay(t, fault, "more than is read of an answer")
}
