// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// TestJudgeOfContinuations: what each text and each fault shows.
func TestJudgeOfContinuations(t *testing.T) {
	h := half{line: `print("resume-bafida")`, begun: `print("resume-baf`}
	answered := func(status int, why reason.Reason) *engine.Fault { return &engine.Fault{Status: status, Reason: why} }
	broken := answered(200, reason.StreamBroken)
	for name, c := range map[string]struct {
		text  string
		fault *engine.Fault
		want  Continuation
	}{
		"the rest":                             {`ida")`, nil, ContinuationProven},
		"the rest and more":                    {`ida")` + "\n# done", nil, ContinuationProven},
		"the rest, and then it timed out":      {`ida")` + "\n#", answered(200, reason.Timeout), ContinuationProven},
		"the whole line":                       {`print("resume-bafida")`, nil, ContinuationIgnored},
		"the whole line, in a block":           {"```python\nprint(\"resume-bafida\")\n```", nil, ContinuationIgnored},
		"the whole line, after words":          {`Here it is: print("resume-bafida")`, nil, ContinuationIgnored},
		"the beginning, and then it timed out": {"\nprint(\"resume-bafi", answered(200, reason.Timeout), ContinuationIgnored},
		"an answer from before the question":   {`print("Jay")`, nil, ContinuationIgnored},
		"a part of the rest":                   {`ida`, nil, ContinuationUnknown},
		"the rest after white space":           {` ida")`, nil, ContinuationUnknown},
		"another rest":                         {`ador")`, nil, ContinuationUnknown},
		"other words":                          {"I would rather talk about the weather.", nil, ContinuationUnknown},
		"nothing":                              {"", &engine.Fault{Status: 200, Reason: reason.StreamBroken, Blank: true}, ContinuationUnknown},
		"other words, and then it broke off":   {"I would", broken, ""},
		"400":                                  {"", answered(400, reason.HTTPError), ContinuationRefused},
		"422":                                  {"", answered(422, reason.HTTPError), ContinuationRefused},
		"401":                                  {"", answered(401, reason.Unauthorized), ""},
		"404, the model is missing":            {"", answered(404, reason.HTTPError), ""},
		"408":                                  {"", answered(408, reason.HTTPError), ""},
		"429":                                  {"", answered(429, reason.Saturated), ""},
		"500":                                  {"", answered(500, reason.HTTPError), ""},
		"an answer that is no stream":          {"", answered(200, reason.HTTPError), ""},
		"no connection":                        {"", answered(0, reason.ConnectionRefused), ""},
	} {
		recording := engine.Recording{Fault: c.fault}
		if c.text != "" {
			recording.Events = []measure.Event{{At: 1, Text: c.text}}
		}
		if got := h.judge(recording); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestHalves: the seam is within the nonce, and no two lines are the same.
func TestHalves(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		h, err := newHalf()
		if err != nil {
			t.Fatal(err)
		}
		rest := strings.TrimPrefix(h.line, h.begun)
		if len(h.begun) < len(lineBegins)+5 || len(rest) < 5+len(`")`) || h.begun+rest != h.line || seen[h.line] {
			t.Fatalf("%q begins with %q", h.line, h.begun)
		}
		seen[h.line] = true
	}
}
