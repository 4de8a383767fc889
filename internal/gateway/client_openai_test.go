// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"net/http"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// official is the official client of OpenAI, as it is used everywhere.
func (s *scene) official() openai.Client {
	return openai.NewClient(option.WithBaseURL(s.url+"/v1"), option.WithAPIKey("none"), option.WithHTTPClient(s.client), option.WithMaxRetries(0))
}

func question(prompt string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model: "prompt", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(prompt)},
	}
}

func TestTheOfficialClientStreams(t *testing.T) {
	for _, p := range protocols {
		s := stage(t, p, protocol.OpenAI)
		want := s.answerTo(printJay)
		client := s.official()
		stream := client.Chat.Completions.NewStreaming(t.Context(), question(printJay))
		var all openai.ChatCompletionAccumulator
		chunks := 0
		for stream.Next() {
			if !all.AddChunk(stream.Current()) {
				t.Errorf("%s: the client takes a chunk for one of another answer: %s", p, stream.Current().RawJSON())
			}
			chunks++
		}
		if err := stream.Err(); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if got := all.Choices[0].Message.Content; got != want || all.Choices[0].FinishReason == "" || all.Choices[0].Message.Role != "assistant" {
			t.Errorf("%s: %+v, want %q", p, all.Choices[0], want)
		}
		if chunks < 50 || chunks > 103 {
			t.Errorf("%s: %d chunks", p, chunks)
		}
	}
}

func TestTheOfficialClientDoesNotNoticeADeath(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	want := s.answerTo(printJay)
	misbehave(s.vllm, sim.Truncated)
	client := s.official()
	params := question(printJay)
	params.StreamOptions.IncludeUsage = openai.Bool(true)
	stream := client.Chat.Completions.NewStreaming(t.Context(), params)
	var all openai.ChatCompletionAccumulator
	for stream.Next() {
		if !all.AddChunk(stream.Current()) {
			t.Errorf("the client takes a chunk for one of another answer: %s", stream.Current().RawJSON())
		}
	}
	if err := stream.Err(); err != nil || all.Choices[0].Message.Content != want || all.Usage.CompletionTokens != 120 {
		t.Errorf("%v: %+v, %+v", err, all.Choices, all.Usage)
	}
}

func TestTheOfficialClientAtOnce(t *testing.T) {
	for _, p := range protocols {
		s := stage(t, p, protocol.OpenAI)
		want := s.answerTo(printJay)
		client := s.official()
		answer, err := client.Chat.Completions.New(t.Context(), question(printJay))
		if err != nil || answer.Choices[0].Message.Content != want {
			t.Fatalf("%s: %v, %+v", p, err, answer)
		}
		old, err := client.Completions.New(t.Context(), openai.CompletionNewParams{
			Model: "prompt", Prompt: openai.CompletionNewParamsPromptUnion{OfString: openai.String(printJay)},
		})
		if err != nil || old.Choices[0].Text != want {
			t.Fatalf("%s: %v, %+v", p, err, old)
		}
		models, err := client.Models.List(t.Context())
		if err != nil || len(models.Data) < 4 {
			t.Errorf("%s: %v, %+v", p, err, models)
		}
	}
}

func TestTheOfficialClientGetsWhatCannotBeTranslated(t *testing.T) {
	s := stage(t, protocol.CodeGen, protocol.MultiLoRA)
	client := s.official()
	for field, params := range map[string]openai.ChatCompletionNewParams{
		"n":        {N: openai.Int(2)},
		"logprobs": {Logprobs: openai.Bool(true)},
		"tools": {Tools: []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(
			openai.FunctionDefinitionParam{Name: "search"})}},
	} {
		params.Model, params.Messages = "prompt", question(printJay).Messages
		_, err := client.Chat.Completions.New(t.Context(), params)
		var refusal *openai.Error
		if !errors.As(err, &refusal) || refusal.StatusCode != http.StatusBadRequest || refusal.Param != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestTheOfficialClientGetsABrokenStreamAsAnError(t *testing.T) {
	s := stage(t, protocol.CodeGen, protocol.MultiLoRA)
	misbehave(s.vllm, sim.Truncated)
	client := s.official()
	stream := client.Chat.Completions.NewStreaming(t.Context(), question(printJay))
	chunks := 0
	for stream.Next() {
		chunks++
	}
	if stream.Err() == nil || chunks == 0 {
		t.Errorf("%d chunks, and then %v", chunks, stream.Err())
	}
}
