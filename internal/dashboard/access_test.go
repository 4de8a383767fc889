// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/dashboard"
)

// Only localhost and loopback addresses are allowed as a Host, and no other name that resolves to loopback.
func TestHost(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for host, want := range map[string]int{
		"127.0.0.1": http.StatusOK, "localhost:8080": http.StatusOK, "LOCALHOST": http.StatusOK, "[::1]:9000": http.StatusOK, "127.9.9.9:1": http.StatusOK,
		"evil.example": http.StatusForbidden, "localhost.evil.example": http.StatusForbidden, "127.0.0.1.nip.io:80": http.StatusForbidden,
		"10.0.0.1": http.StatusForbidden, "[::ffff:10.0.0.1]": http.StatusForbidden, "0.0.0.0": http.StatusForbidden, "evil.localhost": http.StatusForbidden,
	} {
		for _, path := range []string{"", "api/stream", "assets/main.js", "api/backends/a/b"} {
			answer := s.get(path, func(r *http.Request) {
				r.Host = host
				if want == http.StatusOK {
					r.Method = http.MethodHead // a stream would not end
					r.URL.Path = "/"
				}
			})
			if answer.StatusCode != want {
				t.Errorf("%s of %s: %s", path, host, answer.Status)
			}
		}
	}
}

// Requests from pages of other sites are refused, but following a link to the page is allowed.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, c := range []struct {
		site, mode string
		want       int
	}{
		{"cross-site", "cors", http.StatusForbidden}, {"cross-site", "no-cors", http.StatusForbidden}, {"same-site", "cors", http.StatusForbidden},
		{"cross-site", "navigate", http.StatusOK}, {"same-origin", "cors", http.StatusOK}, {"none", "navigate", http.StatusOK},
	} {
		answer := s.get("", func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", c.site)
			r.Header.Set("Sec-Fetch-Mode", c.mode)
		})
		if answer.StatusCode != c.want {
			t.Errorf("%+v: %s", c, answer.Status)
		}
	}
}

// Only reads are allowed, and only known paths are served.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		for _, path := range []string{"", "api/stream", "api/backends/a/b", "assets/main.js"} {
			answer := s.get(path, func(r *http.Request) { r.Method = method })
			if answer.StatusCode != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %s", method, path, answer.Status)
			}
		}
	}
	for _, path := range []string{"assets/../server.go", "assets/%2e%2e/server.go", "assets/", "index.html", "api/", "metrics", "debug/pprof/"} {
		if answer := s.get(path); answer.StatusCode == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
}

// Every response has the security headers, and the page loads nothing from other sites.
func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, path := range []string{"", "assets/main.js", "assets/page.css", "assets/en.json", "api/backends/a/b", "nowhere"} {
		answer := s.get(path)
		for name, part := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
		} {
			if !strings.Contains(answer.Header.Get(name), part) {
				t.Errorf("%s: %s is %q", path, name, answer.Header.Get(name))
			}
		}
		for _, bad := range []string{"unsafe-inline", "unsafe-eval", "*", "http"} {
			if strings.Contains(answer.Header.Get("Content-Security-Policy"), bad) {
				t.Errorf("%s: the policy lets %s through", path, bad)
			}
		}
		if answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may be read by other sites", path)
		}
	}
	page := s.get("").text
	if strings.Contains(page, "http://") || strings.Contains(page, "https://") || strings.Contains(page, "<style") ||
		strings.Contains(page, "onclick") {
		t.Error("the page loads something from another site, or has an inline script or style")
	}
}

// The page is served on loopback only.
func TestLoopbackAlone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0", "::", "192.0.2.1", "example.com", ""} {
		if _, err := dashboard.Listen(dashboard.Options{Address: address}); !errors.Is(err, dashboard.ErrNotLoopback) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
