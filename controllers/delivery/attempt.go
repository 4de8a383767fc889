// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// result is the result of one attempt.
type result struct {
	// failure is why the delivery was not accepted; empty: it was.
	failure string
	// retryAfter is how long the webhook asks to wait before the next attempt; 0: it does not say.
	retryAfter time.Duration
}

// maxResponse is how much of a response is read and discarded, in bytes: only the status counts.
const maxResponse = 64 << 10

// attempt posts once.
func attempt(ctx context.Context, client *http.Client, d Delivery) result {
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	connected := false
	request, err := d.request(
		httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }}),
	)
	if err != nil {
		return result{failure: "cannot be posted to: " + d.sanitized(err.Error())}
	}
	response, err := client.Do(request)
	if err != nil {
		return result{failure: d.explain(ctx, err, connected)}
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, maxResponse) // an error does not matter, because the status was read
	return judge(response, time.Now())
}

// judge reads the status alone.
func judge(response *http.Response, now time.Time) result {
	code := response.StatusCode
	said := strings.TrimSpace(fmt.Sprintf("answered with status %d %s", code, http.StatusText(code)))
	switch {
	case code >= 200 && code < 300:
		return result{}
	case code >= 300 && code < 400:
		return result{failure: said + ", and redirects are not followed"}
	}
	return result{failure: said, retryAfter: retryAfter(response.Header.Get("Retry-After"), now)}
}

// explain says why there was no response. Once a connection was made, nothing of the error is shown: the webhook may
// have sent back what it read in the request, which holds the signature.
func (d Delivery) explain(ctx context.Context, err error, connected bool) string {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("did not answer within %v", d.Timeout)
	case connected:
		return "closed the connection without a response, or with one that is not HTTP"
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // without the method and the URL
	}
	return "cannot be reached: " + d.sanitized(err.Error())
}

// maxFailure is how long an explanation may get, in characters.
const maxFailure = 200

// sanitized makes text fit to be shown. A certificate may hold anything, even the signature of an earlier attempt.
func (d Delivery) sanitized(text string) string {
	_, digits, _ := strings.Cut(d.signature(), "=")
	text = strings.ReplaceAll(text, digits, redact.Word)
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	if runes := []rune(text); len(runes) > maxFailure {
		return string(runes[:maxFailure-1]) + "…"
	}
	return text
}

// retryAfter reads the header: a number of seconds, or a date.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
