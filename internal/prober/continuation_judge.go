// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// lineBegins is how the line begins that an engine is asked for, before the nonce. An answer that begins like this is a new one.
const lineBegins = `print("resume-`

// half is a line to write, of which the first half is there. The seam is within the nonce, so that only an engine that was given both
// the line and its beginning can go on with it, and an answer that was made before the question cannot.
type half struct{ line, begun string }

func newHalf() (half, error) {
	nonce, err := measure.Nonce(rand.Reader)
	return half{line: lineBegins + nonce + `")`, begun: lineBegins + nonce[:len(nonce)/2]}, err
}

// continuationTokens bounds the answer: the whole line, with a few words before it.
const continuationTokens = 48

// request asks for the rest of the line.
func (h half) request(model string) protocol.Generation {
	return protocol.Generation{
		Model: model, Prompt: "Answer with this one line of Python and nothing else:\n" + h.line + "\n", Begun: h.begun,
		MaxTokens: continuationTokens, Temperature: "0",
	}
}

// judge is what a recording shows. Text that is clear counts even where the stream was not whole: an engine may ignore the bound on
// tokens, and time out. It is empty where there was no answer, which shows nothing.
func (h half) judge(recording engine.Recording) Continuation {
	found := h.judgeText(measure.Of(recording.Events).Text)
	switch fault := recording.Fault; {
	case found.isClear(), fault == nil, fault.Blank:
		return found
	case isRefusal(fault):
		return ContinuationRefused
	}
	return ""
}

// judgeText is what a text shows.
func (h half) judgeText(text string) Continuation {
	switch {
	case strings.HasPrefix(text, h.line[len(h.begun):]):
		return ContinuationProven
	case strings.Contains(text, h.begun), strings.HasPrefix(strings.TrimSpace(text), "print("):
		return ContinuationIgnored
	}
	return ContinuationUnknown
}

// isRefusal reports whether an engine that answers pulses finds fault with the request: not with the key, the model or the load.
func isRefusal(f *engine.Fault) bool {
	return f.Reason == reason.HTTPError && f.Status >= http.StatusBadRequest && f.Status < http.StatusInternalServerError &&
		f.Status != http.StatusNotFound && f.Status != http.StatusRequestTimeout
}
