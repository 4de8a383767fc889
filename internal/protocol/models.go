// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"errors"
	"fmt"
	"strings"
)

// ModelsPath is where engines of a protocol list their models.
func ModelsPath(p Protocol) string {
	switch p {
	case MultiLoRA:
		return "/"
	case CodeGen:
		return "/api/v1/code/models"
	}
	return "/v1/models"
}

// ReadModels reads a list of models.
func ReadModels(p Protocol, body []byte) ([]string, error) {
	if !isObject(body) {
		return nil, errors.New("the list of models is not a JSON object")
	}
	key := "available_models"
	if p == OpenAI {
		key = "data"
	}
	var names []string
	for value := range elements(member(body, key)) {
		if p == OpenAI {
			value = member(value, "id")
		}
		if name := decoded(chars(value)); name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// OpenAIModels lists models as OpenAI does.
func OpenAIModels(names []string) []byte {
	cards := make([]string, 0, len(names))
	for _, name := range names {
		cards = append(cards, fmt.Sprintf(`{"id":%s,"object":"model","created":0,"owned_by":"codegen"}`, quoted(encoded(name))))
	}
	return fmt.Appendf(nil, `{"object":"list","data":[%s]}`, strings.Join(cards, ","))
}

// CodeGenModels lists models as CodeGen does.
func CodeGenModels(names []string) []byte {
	list := make([]string, 0, len(names))
	for _, name := range names {
		list = append(list, string(quoted(encoded(name))))
	}
	return fmt.Appendf(nil, `{"vllm_server_status":"healthy","available_models":[%s]}`, strings.Join(list, ","))
}
