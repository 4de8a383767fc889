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
)

// result is what one attempt came to.
type result struct {
	// trouble says why the parcel was not taken; empty: it was.
	trouble string
	// after is how long the webhook asks to be left alone; 0: it does not say.
	after time.Duration
}

// maxAnswer is how much of an answer is read, in bytes, and thrown away: nothing but the status counts.
const maxAnswer = 64 << 10

// attempt posts a parcel once.
func attempt(ctx context.Context, client *http.Client, p Parcel) result {
	ctx, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	connected := false
	request, err := p.request(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }}))
	if err != nil {
		return result{trouble: "cannot be posted to: " + p.cleaned(err.Error())}
	}
	answer, err := client.Do(request)
	if err != nil {
		return result{trouble: p.explain(ctx, err, connected)}
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer) // whatever comes of it, the status was read
	return judge(answer, time.Now())
}

// judge reads the status alone.
func judge(answer *http.Response, now time.Time) result {
	code := answer.StatusCode
	said := strings.TrimSpace(fmt.Sprintf("answered with status %d %s", code, http.StatusText(code)))
	switch {
	case code >= 200 && code < 300:
		return result{}
	case code >= 300 && code < 400:
		return result{trouble: said + ", and redirects are not followed"}
	}
	return result{trouble: said, after: retryAfter(answer.Header.Get("Retry-After"), now)}
}

// explain says why there was no answer. Once a connection was made, the words are ours alone: what the webhook sends, it may have read from the
// request, and that has the signature in it.
func (p Parcel) explain(ctx context.Context, err error, connected bool) string {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("did not answer within %v", p.Timeout)
	case connected:
		return "closed the connection without an answer, or with one that is not HTTP"
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // without the method and the URL
	}
	return "cannot be reached: " + p.cleaned(err.Error())
}

// longestTrouble is how long an explanation may get, in characters.
const longestTrouble = 200

// cleaned makes text fit to be shown. A certificate may hold anything, even the signature of an earlier attempt.
func (p Parcel) cleaned(text string) string {
	_, digits, _ := strings.Cut(p.Secret.sign(p.Body), "=")
	text = strings.ReplaceAll(text, digits, "[redacted]")
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	if runes := []rune(text); len(runes) > longestTrouble {
		return string(runes[:longestTrouble-1]) + "…"
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
