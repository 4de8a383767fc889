// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// answer is what a server says to everything.
type answer struct {
	status int
	header map[string]string
	body   string
}

func (a answer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write([]byte(a.body))
}

var (
	sse200 = map[string]string{"Content-Type": "text/event-stream; charset=utf-8"}
	json2  = map[string]string{"Content-Type": "application/json"}
)

// Answers that no stream begins with, and what is said about them.
func TestStreamsThatDoNotBegin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer
		protocol protocol.Protocol
		reason   reason.Reason
		says     string
	}{
		"bad key":      {answer{401, json2, `{"error":"Unauthorized: ` + secretKey + `"}`}, protocol.OpenAI, reason.Unauthorized, "refused the credentials (401 Unauthorized): Unauthorized: [redacted]"},
		"forbidden":    {answer{403, json2, `{"detail":"Permission denied"}`}, protocol.CodeGen, reason.Unauthorized, "(403 Forbidden): Permission denied"},
		"busy":         {answer{429, json2, `{"error":{"message":"slow down"}}`}, protocol.OpenAI, reason.Saturated, "is saturated (429 Too Many Requests): slow down"},
		"down for now": {answer{503, map[string]string{"Retry-After": "3"}, ""}, protocol.OpenAI, reason.Saturated, "saturated (503"},
		"queue full": {
			answer{503, json2, `{"error":{"message":"too many requests are waiting","type":"Service Unavailable","param":null,"code":503}}`},
			protocol.OpenAI, reason.Saturated, "saturated (503 Service Unavailable): too many requests are waiting",
		},
		"down":           {answer{503, json2, `{"detail":"AI engine unavailable"}`}, protocol.CodeGen, reason.HTTPError, "answered 503 Service Unavailable: AI engine unavailable"},
		"unknown model":  {answer{404, json2, "{\"error\":{\"message\":\"The model `prompt` does not exist.\"}}"}, protocol.OpenAI, reason.HTTPError, `may not serve the model "prompt": The model`},
		"unknown task":   {answer{400, json2, `{"detail":"Unknown model_type: prompt"}`}, protocol.MultiLoRA, reason.HTTPError, `may not serve the model "prompt": Unknown model_type`},
		"invalid":        {answer{422, json2, `{"detail":[{"loc":["body","prompt"],"msg":"field required"}]}`}, protocol.CodeGen, reason.HTTPError, `"prompt": field required`},
		"broken":         {answer{500, nil, "Internal\x00 Server\nError"}, protocol.OpenAI, reason.HTTPError, "answered 500 Internal Server Error: Internal Server Error"},
		"an odd status":  {answer{599, nil, ""}, protocol.OpenAI, reason.HTTPError, "answered 599"},
		"HTML error":     {answer{502, nil, "<html>Bad Gateway"}, protocol.OpenAI, reason.HTTPError, "answered 502 Bad Gateway"},
		"redirect":       {answer{307, map[string]string{"Location": "http://169.254.169.254/?k=" + secretKey}, "moved"}, protocol.OpenAI, reason.HTTPError, "redirect (307 Temporary Redirect), which is not followed"},
		"created":        {answer{201, sse200, openAIChat}, protocol.OpenAI, reason.HTTPError, "answered 201 Created instead of 200"},
		"HTML page":      {answer{200, map[string]string{"Content-Type": "text/html"}, "<html>"}, protocol.OpenAI, reason.HTTPError, "answered with text/html instead of an event stream"},
		"JSON":           {answer{200, json2, `{"choices":[]}`}, protocol.OpenAI, reason.HTTPError, "answered with application/json instead"},
		"no type":        {answer{200, map[string]string{"Content-Type": ""}, openAIChat}, protocol.OpenAI, reason.HTTPError, "answered with no content type instead"},
		"compressed":     {answer{200, map[string]string{"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}, "\x1f\x8b"}, protocol.OpenAI, reason.HTTPError, "compressed its answer (gzip)"},
		"a long message": {answer{500, nil, strings.Repeat("é", 5000)}, protocol.OpenAI, reason.HTTPError, strings.Repeat("é", maxExcerpt-1) + "…"},
		"a key that is cut": {answer{500, nil, strings.Repeat("\x00", maxErrorBody-len(secretKey)+3) + secretKey}, protocol.OpenAI, reason.HTTPError,
			"answered 500 Internal Server Error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, c.answer.ServeHTTP)
			got := clientOf(
				t,
				Endpoint{Protocol: c.protocol, URL: url, Key: secretKey},
			).Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"})
			mustBe(t, got.Fault, c.reason)
			mustSay(t, got.Fault, c.says)
			mustSay(t, got.Fault, strings.TrimPrefix(url, "http://"))
			if len(got.Events) != 0 || got.Fault.Status != c.status || strings.Contains(got.Fault.Message, secretKey[:8]) {
				t.Errorf("%+v with %d events", got.Fault, len(got.Events))
			}
		})
	}
}

func TestRetryAfterIsRead(t *testing.T) {
	t.Parallel()
	url := serve(t, answer{429, map[string]string{"Retry-After": "120"}, ""}.ServeHTTP)
	if f := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: url}).Health(withTimeout(t, patience)); reasonOf(f) != reason.Saturated ||
		f.RetryAfter != 2*time.Minute {
		t.Errorf("%+v", f)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer
		protocol protocol.Protocol
		reason   reason.Reason
		says     string
	}{
		"an empty page":            {answer{}, protocol.OpenAI, "none", ""},
		"healthy":                  {answer{200, json2, `{"status":"healthy","timestamp":1}`}, protocol.MultiLoRA, "none", ""},
		"without a status":         {answer{200, json2, `{}`}, protocol.CodeGen, "none", ""},
		"unhealthy, says a 200":    {answer{200, json2, `{"status":"unhealthy"}`}, protocol.CodeGen, reason.HTTPError, `says that its status is "unhealthy"`},
		"not its page":             {answer{200, json2, `hello`}, protocol.MultiLoRA, reason.HTTPError, "not the protocol's JSON"},
		"nothing where JSON is":    {answer{200, nil, ""}, protocol.MultiLoRA, reason.HTTPError, "not the protocol's JSON"},
		"an HTML page":             {answer{200, map[string]string{"Content-Type": "text/html"}, "<html>"}, protocol.OpenAI, reason.HTTPError, "an HTML page"},
		"not initialised":          {answer{503, json2, `{"detail":"Engine not initialized"}`}, protocol.MultiLoRA, reason.HTTPError, "503 Service Unavailable: Engine not initialized"},
		"another success":          {answer{204, nil, ""}, protocol.OpenAI, reason.HTTPError, "answered 204 No Content instead of 200"},
		"a page of two mebibytes":  {answer{200, nil, strings.Repeat("a", 2<<20)}, protocol.OpenAI, reason.HTTPError, "more than is read"},
		"headers without an end":   {answer{200, map[string]string{"X": strings.Repeat("a", 2*maxHeader)}, ""}, protocol.OpenAI, reason.HTTPError, "cannot be read"},
		"a redirect":               {answer{302, map[string]string{"Location": "/elsewhere"}, ""}, protocol.OpenAI, reason.HTTPError, "redirect (302 Found)"},
		"nobody home behind proxy": {answer{502, nil, "upstream"}, protocol.CodeGen, reason.HTTPError, "502 Bad Gateway: upstream"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := clientOf(t, Endpoint{Protocol: c.protocol, URL: serve(t, c.answer.ServeHTTP)}).Health(withTimeout(t, patience))
			mustBe(t, f, c.reason)
			mustSay(t, f, c.says)
		})
	}
}
