// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// openAI is the wire format of vLLM's own API server, and of whatever is compatible with it.
type openAI struct{}

const (
	chatPath       = "/v1/chat/completions"
	completionPath = "/v1/completions"
)

func (openAI) Paths() Paths {
	return Paths{Health: "/health", Models: "/v1/models", Generate: chatPath, Metrics: "/metrics", Version: "/version", UnknownModel: []int{404}}
}

// Healthy: the status of the answer is all that is said.
func (openAI) Healthy([]byte) error { return nil }

func (openAI) Models(list []byte) ([]Model, error) {
	if !validObject(list) {
		return nil, errNotModels
	}
	data := member(list, "data")
	if isNull(data) {
		return nil, errNotModels
	}
	return models(data)
}

// generation asks for a chat, and for the number of tokens at its end.
func (openAI) generation(c core) []byte {
	out := appendMember([]byte{'{'}, "model", quoted(encoded(c.model)))
	out = append(append(out, `,"messages":[{"role":"user","content":"`...), c.prompt...)
	out = append(continued(append(out, `"}`...), c.begun), `,"stream":true,"stream_options":{"include_usage":true}`...)
	return c.sampling(out)
}

// continued ends the messages of a chat, with the beginning of the answer as the last of them where there is one.
func continued(out, begun []byte) []byte {
	if len(begun) == 0 {
		return append(out, ']')
	}
	out = append(append(out, `,{"role":"assistant","content":"`...), begun...)
	return append(out, `"}],"continue_final_message":true,"add_generation_prompt":false`...)
}
