// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// multiLoRA is the wire format of the multi-LoRA vLLM server. Newer builds end a stream with an event of the type done, older ones
// with [DONE].
type multiLoRA struct{}

func (multiLoRA) Paths() Paths {
	return Paths{Health: "/health", Models: "/", Generate: "/generate/stream", UnknownModel: []int{400}}
}

func (multiLoRA) Healthy(page []byte) error { return healthy(page) }

func (multiLoRA) Models(list []byte) ([]Model, error) {
	if !validObject(list) {
		return nil, errNotModels
	}
	status, available := member(list, "status"), member(list, "available_models")
	starting := decoded(chars(status)) == "initializing"
	switch {
	case !isText(status), !starting && isNull(available):
		return nil, errNotModels
	case starting:
		return nil, NoModelsError("is still starting and serves no models yet")
	}
	return models(available)
}

// generation fills in the two fields that the server wants and makes no use of.
func (multiLoRA) generation(c core) []byte {
	out := appendMember([]byte(`{"user_id":1`), "prompt", quoted(c.promptAndBegun()))
	out = appendMember(out, "model_type", quoted(encoded(c.model)))
	out = append(out, `,"user_select_options":{}`...)
	return c.sampling(out)
}

func (multiLoRA) event(p *parsed) { p.token() }
