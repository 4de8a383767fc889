// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/retryafter"
)

// media is what kind of body a request asks for.
type media int

const (
	page media = iota
	eventStream
)

const (
	// maxErrorBody bounds how much of an error body is read, in bytes.
	maxErrorBody = 4 << 10
)

// checkResponse says what is wrong with the head of an answer; nil: it fits. What is told from the head alone is never StreamBroken:
// no stream has begun.
func (c *Client) checkResponse(resp *http.Response, want media, model string) *Fault {
	if resp.StatusCode != http.StatusOK {
		return c.refusal(resp, model)
	}
	problem := unreadable(resp, want)
	if problem == "" {
		return nil
	}
	return &Fault{Reason: reason.HTTPError, Status: resp.StatusCode, Message: clean(c.secret, c.where()+" "+problem, maxMessage)}
}

// unreadable names what keeps the body of a 200 from being read.
func unreadable(resp *http.Response, want media) string {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	encoding := resp.Header.Get("Content-Encoding")
	switch {
	case encoding != "" && !strings.EqualFold(encoding, "identity"):
		return "compressed its answer (" + tidy(encoding, 20) + ") although it was asked not to"
	case want == eventStream && kind != "text/event-stream":
		return "answered with " + named(kind) + " instead of an event stream"
	case kind == "text/html":
		return "answered with an HTML page: something else than the engine is at this address"
	}
	return ""
}

func named(kind string) string {
	if kind == "" {
		return "no content type"
	}
	return tidy(kind, 60)
}

// refusal is the fault of an answer whose status is not 200.
func (c *Client) refusal(resp *http.Response, model string) *Fault {
	f, body := &Fault{Status: resp.StatusCode}, refusalBody(resp)
	var sentence string
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		f.Reason, sentence = reason.Unauthorized, "refused the credentials ("+status(code)+")"
	case isSaturation(resp, body):
		f.Reason, sentence = reason.Saturated, "is saturated ("+status(code)+")"
		f.RetryAfter = retryafter.Parse(resp.Header.Get("Retry-After"), time.Now())
	case code < http.StatusBadRequest:
		f.Reason, sentence = reason.HTTPError, notFollowed(code)
	case model != "" && slices.Contains(c.format.Paths().UnknownModel, code):
		f.Reason, sentence = reason.HTTPError, fmt.Sprintf("answered %s: it may not serve the model %q", status(code), tidy(model, 80))
	default:
		f.Reason, sentence = reason.HTTPError, "answered "+status(code)
	}
	f.Message = clean(c.secret, c.where()+" "+sentence+c.excerpt(body), maxMessage)
	return f
}

func notFollowed(code int) string {
	if code >= http.StatusMultipleChoices {
		return "answered with a redirect (" + status(code) + "), which is not followed"
	}
	return "answered " + status(code) + " instead of 200"
}

func status(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}

// isSaturation reports whether an engine has no room for the request. vLLM refuses without Retry-After while its queue is full.
func isSaturation(resp *http.Response, body []byte) bool {
	return resp.StatusCode == http.StatusTooManyRequests ||
		resp.StatusCode == http.StatusServiceUnavailable && (resp.Header.Get("Retry-After") != "" || protocol.IsOverload(body))
}

// refusalBody is the beginning of what the engine says about its refusal.
func refusalBody(resp *http.Response) []byte {
	if resp.StatusCode < http.StatusBadRequest {
		return nil // such a body says nothing, and after 101 it never ends
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	return body
}

// excerpt quotes what the engine says about its refusal.
func (c *Client) excerpt(body []byte) string {
	if len(body) == maxErrorBody && c.secret != nil {
		body = body[:max(0, maxErrorBody-c.secret.Longest())] // the cut may have gone through a key
	}
	if words := clean(c.secret, protocol.ErrorMessage(body), maxExcerpt); words != "" {
		return ": " + words
	}
	return ""
}
