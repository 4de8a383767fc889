// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "testing"

func TestComplaints(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Complaint{
		`{"error":{"message":"m","type":"BadRequestError","param":null,"code":400}}`:                {Status: 400, Message: "m"},
		`{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}`: {Status: 400, TooLong: true, Message: "m"},
		`{"error":{"message":"m","type":"BadRequestError","param":"input_tokens","code":400}}`:      {Status: 400, TooLong: true, Message: "m"},
		`{"error":{"code":400,"message":"m","type":"exceed_context_size_error","n_ctx":512}}`:       {Status: 400, TooLong: true, Message: "m"},
		`{"error":{"message":"This model's maximum context length is 9 tokens","code":400}}`:        {Status: 400, Message: "This model's maximum context length is 9 tokens"},
		`{"error":{"message":"m","type":"Service Unavailable","code":503}}`:                         {Status: 503, Message: "m"},
		`{"error":{"message":"m","code":"429"}}`:                                                    {Status: 429, Message: "m"},
		`{"error":{"message":"m","type":"invalid_request_error","code":"rate_limit_exceeded"}}`:     {Status: 429, Message: "m"},
		`{"type":"error","error":{"type":"overloaded_error","message":"m"}}`:                        {Status: 503, Message: "m"},
		`{"object":"error","message":"m","type":"InternalServerError","code":500}`:                  {Status: 500, Message: "m"},
		`{"error":"Unauthorized"}`:           {Message: "Unauthorized"},
		`{"error":{"message":"m","code":7}}`: {Message: "m"},
	} {
		if got, ok := ComplaintIn([]byte(body)); got != want || !ok {
			t.Errorf("%s: %+v, %t", body, got, ok)
		}
	}
	for _, body := range []string{`{"choices":[]}`, `{"error":null}`, `[]`, ``, `{"detail":"m"}`} {
		if got, ok := ComplaintIn([]byte(body)); ok {
			t.Errorf("%s is a complaint: %+v", body, got)
		}
	}
}

// The status of an error event is that of its code, in every protocol.
func TestStatusOfAnErrorEvent(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		`{"error":{"message":"m","type":"BadRequestError","code":400}}`:        400,
		`{"object":"error","message":"m","type":"BadRequestError","code":400}`: 400,
		`{"error":{"message":"m"}}`:                                            0,
		`{"error":"m"}`:                                                        0,
	} {
		if ev := NewParser(openAI{}).Parse([]byte(data)); ev.Failure == "" || ev.Status != want {
			t.Errorf("%s: %q, %d", data, ev.Failure, ev.Status)
		}
	}
	for data, want := range map[string]int{
		`{"type":"error","content":"m","code":429}`: 429, `{"type":"error","content":"m"}`: 0, `{"error":"m","code":400}`: 0,
	} {
		if ev := NewParser(codeGen{}).Parse([]byte(data)); ev.Failure == "" || ev.Status != want {
			t.Errorf("%s: %q, %d", data, ev.Failure, ev.Status)
		}
	}
}

func TestOverload(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"error":{"message":"the queue is full","type":"Service Unavailable","param":null,"code":503}}`: true,
		`{"error":{"message":"Service Unavailable","type":"InternalServerError","code":503}}`:            false,
		`Service Unavailable`: false, ``: false, `{"error":"Service Unavailable"}`: false, `{"detail":"AI engine unavailable"}`: false,
	} {
		if IsOverload([]byte(body)) != want {
			t.Errorf("%s: %t", body, !want)
		}
	}
}
