// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

const (
	switchAddress = "192.0.2.30:9000"
	switchURL     = "http://192.0.2.30:9000/active"
	switchSecret  = "switch-secret-51d0"
)

// recent is what a webhook was told in one POST.
type delivery struct {
	Name, Namespace, From, To, Reason, Message string
	Time                                       time.Time
	IdempotencyKey                             string

	header, signature string // the idempotency key and the signature in the headers
	signed            bool   // rightly
	taken             bool
}

// lever is a user's own switch.
type lever struct {
	mu   sync.Mutex // guards both
	code int        // what it answers with
	came []delivery
}

// lever starts a switch at its address. It takes everything until it is told otherwise.
func (s *stage) lever() *lever {
	s.Helper()
	l := &lever{code: http.StatusOK}
	server := httptest.NewServer(l)
	s.Cleanup(server.Close)
	s.net.Place(switchAddress, strings.TrimPrefix(server.URL, "http://"))
	return l
}

// ServeHTTP implements http.Handler.
func (l *lever) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var t delivery
	_ = json.Unmarshal(body, &t)
	t.header, t.signature = r.Header.Get("Idempotency-Key"), r.Header.Get("X-Codegen-Signature-256")
	mac := hmac.New(sha256.New, []byte(switchSecret))
	mac.Write(body)
	t.signed = t.signature == "sha256="+hex.EncodeToString(mac.Sum(nil))
	l.mu.Lock()
	defer l.mu.Unlock()
	t.taken = l.code == http.StatusOK
	l.came = append(l.came, t)
	w.WriteHeader(l.code)
}

func (l *lever) answers(code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.code = code
}

func (l *lever) all() []delivery {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.came)
}

// last is the latest POST.
func (l *lever) last() delivery {
	if all := l.all(); len(all) > 0 {
		return all[len(all)-1]
	}
	return delivery{}
}

// set waits until the switch was set to an engine.
func (s *stage) set(l *lever, e v1alpha1.EngineName) delivery {
	s.Helper()
	var last delivery
	s.until("the switch to be set to "+string(e), func() (bool, string) {
		last = l.last()
		return last.taken && last.To == string(e), fmt.Sprintf("%+v", last)
	})
	return last
}

// byWebhook is a stage's spec whose one route is the switch.
func byWebhook(spec *v1alpha1.CodeGenBackendSpec) {
	spec.Route = v1alpha1.RouteSpec{Webhook: &v1alpha1.WebhookRoute{
		URL: switchURL, SecretRef: &v1alpha1.SecretKeyReference{Name: "switch-key", Key: "token"}, TimeoutSeconds: 2,
	}}
}

// routeOf is what the status says of a kind of route.
func routeOf(status *v1alpha1.CodeGenBackendStatus, kind v1alpha1.RouteKind) v1alpha1.RouteStatus {
	for _, r := range status.Routes {
		if r.Kind == kind {
			return r
		}
	}
	return v1alpha1.RouteStatus{}
}

// kindIs reports whether a route has a state and a reason.
func kindIs(kind v1alpha1.RouteKind, state v1alpha1.RouteState, reason string) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		r := routeOf(s, kind)
		return r.State == state && r.Reason == reason
	}
}
