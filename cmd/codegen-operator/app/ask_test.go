// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// TestAskWaitsForStatus200: a replica that is not ready yet is asked again.
func TestAskWaitsForStatus200(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			http.Error(w, "the caches are not filled yet", http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	var out strings.Builder
	must(t, app.Ask(t.Context(), &out, server.URL+"/readyz", server.URL+"/metrics"))
	if asked.Load() != 3 || strings.Count(out.String(), "answers 200") != 2 {
		t.Errorf("it asked %d times and said\n%s", asked.Load(), out.String())
	}
}

// TestAskReportsTheLastResponse: what stays bad is an error that one can act upon.
func TestAskReportsTheLastResponse(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	for want, urls := range map[string][]string{
		"/readyz answers 404 Not Found": {server.URL + "/readyz"},
		"no URL":                        {},
	} {
		if err := app.Ask(ctx, t.Output(), urls...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want something with %q", err, want)
		}
	}
}
