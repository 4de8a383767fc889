// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// faultyAPI stands between an operator and the API server, and does to requests what networks and API servers do at times. What it does
// comes from a seed, as far as the order of the requests does.
type faultyAPI struct {
	proxy     http.Handler
	on        atomic.Bool
	over      atomic.Bool // set when no more statuses may be passed to the callback
	underWay  atomic.Int64
	readSlice atomic.Bool                    // whether the operator has seen a slice
	done      sync.Map                       // fault → *atomic.Int64
	answered  func(*http.Response)           // may change an answer; nil: nothing does
	written   func(*v1alpha1.CodeGenBackend) // called with each status that was written, before the operator is

	mu     sync.Mutex
	dice   *rand.Rand // guarded by mu
	latest []string   // guarded by mu; what was asked and answered, the last of it
}

// note remembers what happened.
func (a *faultyAPI) note(r *http.Request, what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, path, _ := strings.Cut(r.URL.Path, "/namespaces/")
	a.latest = append(a.latest, fmt.Sprintf("%s %s %s: %s", time.Now().Format("05.000"), r.Method, path, what))
	a.latest = a.latest[max(len(a.latest)-40, 0):]
}

// recent is what happened of late.
func (a *faultyAPI) recent() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.latest, "\n")
}

// fault does something to a request, or leads it on.
type fault struct {
	name string
	act  func(a *faultyAPI, w http.ResponseWriter, r *http.Request)
}

var faults = []fault{
	{"delayed", func(a *faultyAPI, w http.ResponseWriter, r *http.Request) {
		late := time.NewTimer(time.Duration(a.roll(300)) * time.Millisecond)
		defer late.Stop()
		<-late.C
		a.proxy.ServeHTTP(w, r)
	}},
	{"dropped on the way there", func(_ *faultyAPI, _ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }},
	{"dropped on the way back", func(a *faultyAPI, _ http.ResponseWriter, r *http.Request) {
		a.proxy.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}},
	{"refused: unavailable", refusal(http.StatusServiceUnavailable, "ServiceUnavailable", "the server is currently unable to handle the request")},
	{"refused: internal error", refusal(http.StatusInternalServerError, "InternalError", "etcdserver: request timed out")},
	{"refused: too many", refusal(http.StatusTooManyRequests, "TooManyRequests", "the server has received too many requests")},
}

// writeFaults happen to writes only.
var writeFaults = []fault{
	{"refused: quota", refusal(http.StatusForbidden, "Forbidden", "exceeded quota: small")},
	{"refused: admission", refusal(http.StatusForbidden, "Forbidden", `admission webhook "nope.example.com" denied the request`)},
	{"refused: conflict", refusal(http.StatusConflict, "Conflict", "the object has been modified")},
}

// refusal answers as an API server that refuses does.
func refusal(code int, reason, message string) func(*faultyAPI, http.ResponseWriter, *http.Request) {
	return func(_ *faultyAPI, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":%q,"reason":%q,"code":%d}`, message, reason, code)
	}
}

// newFaultyAPI starts one, and returns a config that goes through it. Faults begin when on is set.
func newFaultyAPI(t *testing.T, seed uint64) (*faultyAPI, *rest.Config) {
	t.Helper()
	transport, err := rest.TransportFor(shared.Config)
	must(t, err)
	target, err := url.Parse(shared.Config.Host)
	must(t, err)
	a := &faultyAPI{dice: rand.New(rand.NewPCG(seed, 0))}
	a.proxy = &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport:      transport,
		ModifyResponse: a.inspect,
		FlushInterval:  -1,
		ErrorLog:       log.New(io.Discard, "", 0), // that watches are cut off is what it is for
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return a, &rest.Config{Host: server.URL}
}

// inspect passes a status that was written to the callback.
func (a *faultyAPI) inspect(r *http.Response) error {
	if a.answered != nil {
		a.answered(r)
	}
	if r.Request.URL.Query().Get("watch") == "" {
		a.note(r.Request, r.Status)
		a.readSlice.Store(a.readSlice.Load() || strings.Contains(r.Request.URL.Path, "/endpointslices/") && r.StatusCode < http.StatusMultipleChoices)
	}
	if a.written == nil || a.over.Load() || r.Request.Method != http.MethodPatch || !strings.HasSuffix(r.Request.URL.Path, "/status") || r.StatusCode != http.StatusOK {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var backend v1alpha1.CodeGenBackend
	if err := json.Unmarshal(body, &backend); err != nil {
		return err
	}
	a.written(&backend)
	return nil
}

// ServeHTTP implements http.Handler. Of the requests that do not watch, one in three meets a fault. Watches are let through at once, and
// some are cut off after a while.
func (a *faultyAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("watch") != "" {
		a.watch(w, r)
		return
	}
	a.underWay.Add(1)
	defer a.underWay.Add(-1)
	if a.on.Load() && a.roll(3) == 0 {
		may := faults
		if r.Method != http.MethodGet {
			may = append(slices.Clip(faults), writeFaults...)
		}
		f := may[a.roll(len(may))]
		a.count(f.name)
		a.note(r, f.name)
		f.act(a, w, r)
		return
	}
	a.proxy.ServeHTTP(w, r)
}

// idle tells whether no request but watches is under way.
func (a *faultyAPI) idle() bool { return a.underWay.Load() == 0 }

// end waits until no status is passed to the callback any more, so that the callback does not use a test that is over.
func (a *faultyAPI) end(t *testing.T) {
	t.Helper()
	a.over.Store(true)
	timing.Until(t, "the last requests to be over", func() (bool, string) { return a.idle(), "requests are under way" })
}

// watch cuts one watch in two off within two seconds.
func (a *faultyAPI) watch(w http.ResponseWriter, r *http.Request) {
	if !a.on.Load() || a.roll(2) == 0 {
		a.proxy.ServeHTTP(w, r)
		return
	}
	a.count("watch cut off")
	ctx, cancel := contextFor(r, time.Duration(a.roll(2000))*time.Millisecond)
	defer cancel()
	a.proxy.ServeHTTP(w, r.WithContext(ctx))
}

func (a *faultyAPI) roll(n int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dice.IntN(n)
}

func (a *faultyAPI) count(name string) {
	n, _ := a.done.LoadOrStore(name, &atomic.Int64{})
	n.(*atomic.Int64).Add(1) //nolint:forcetypeassert // nothing else is stored
}

// tally tells how often each fault was done, and fails for one that never was.
func (a *faultyAPI) tally() (map[string]int64, error) {
	counts, missing := map[string]int64{}, error(nil)
	for _, f := range append(slices.Clip(faults), writeFaults...) {
		if n, ok := a.done.Load(f.name); ok {
			counts[f.name] = n.(*atomic.Int64).Load() //nolint:forcetypeassert // nothing else is stored
		} else {
			missing = errors.Join(missing, fmt.Errorf("never %s", f.name))
		}
	}
	return counts, missing
}
