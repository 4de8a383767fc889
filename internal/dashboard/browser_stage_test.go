// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build browser

package dashboard_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/test/browser"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// visit is a stage's page in a browser.
type visit struct {
	*stage
	tab  context.Context
	said func() []string // messages of the console
}

// visited opens the page in a browser of its own, which ends with the test. Its console must be empty by then.
func (s *stage) visited(width, height int64, features ...*emulation.MediaFeature) *visit {
	s.Helper()
	v := s.browser(width, height, features...)
	s.Cleanup(func() {
		if said := v.said(); len(said) > 0 {
			s.Errorf("the console has %q", said)
		}
	})
	v.open("")
	return v
}

func (s *stage) browser(width, height int64, features ...*emulation.MediaFeature) *visit {
	s.Helper()
	tab, end, err := browser.Start(context.Background())
	s.must(err)
	s.Cleanup(end)
	v := &visit{stage: s, tab: tab}
	messages := chromedp.Console(tab)
	listening, leave := context.WithCancel(context.Background())
	ended := make(chan []string, 1)
	go func() {
		var said []string
		for m, err := range messages {
			if err != nil || listening.Err() != nil || strings.Contains(m.Text, "that is all") {
				break
			}
			if text := m.String(); !slices.Contains(said, text) {
				said = append(said, text)
			}
		}
		ended <- said
	}()
	v.said = func() []string {
		defer leave()
		v.do(chromedp.Evaluate[chromedp.Void](`console.log('that is all')`))
		return <-ended
	}
	v.media(features...)
	v.do(chromedp.EmulateViewport(width, height))
	return v
}

func (v *visit) media(features ...*emulation.MediaFeature) {
	v.Helper()
	_, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	v.must(err)
}

func (v *visit) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.tab, timing.Deadline)
	defer cancel()
	v.must(chromedp.Do(ctx, steps...))
}

// open opens the page at a backend, and waits until it is live.
func (v *visit) open(name string) {
	v.Helper()
	address := v.url
	if name != "" {
		address += "#/" + v.namespace + "/" + name
	}
	v.do(chromedp.Navigate("about:blank"), chromedp.Navigate(address))
	v.comes(`document.getElementById('link').classList.contains('good')`)
}

// comes waits until a condition holds in the page.
func (v *visit) comes(condition string) {
	v.Helper()
	v.until(condition, func() bool { return v.is(condition) })
}

func (v *visit) is(condition string) bool {
	v.Helper()
	return see[bool](v, `Boolean(`+condition+`)`)
}

// see evaluates an expression in the page.
func see[T any](v *visit, expression string) T {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.tab, time.Minute)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil && !errors.Is(err, chromedp.ErrJSUndefined) {
		v.Fatalf("%s: %v", expression, err)
	}
	return got
}

func (v *visit) keys(keys ...string) {
	v.Helper()
	for _, key := range keys {
		v.do(chromedp.KeyEvent(key))
	}
}

// audited fails for each finding of the audit.
func (v *visit) audited(when string) {
	v.Helper()
	script, err := os.ReadFile("testdata/audit.js")
	v.must(err)
	for _, wrong := range see[[]string](v, string(script)) {
		v.Errorf("%s: %s", when, wrong)
	}
}

// populate creates backends in every state that the page distinguishes.
func populate(s *stage) {
	s.Helper()
	for name, path := range map[string]string{
		"hapa": everything, "ide": recordings + "serving-vllm.yaml", "night": recordings + "both-down.yaml", "review": recordings + "stalled-not-owned.yaml",
		"new": recordings + "created.yaml", "pinned": recordings + "pinned-to-unhealthy.yaml",
	} {
		recorded := recording(s.T, path)
		b := &v1alpha1.CodeGenBackend{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: s.namespace}, Spec: recorded.Spec}
		s.must(s.client.Create(s.Context(), b))
		if b.Status = recorded.Status; len(b.Status.Conditions) > 0 {
			addRuns(b)
			s.must(s.client.Status().Update(s.Context(), b))
		}
	}
}

const recordings = "../../config/argocd/testdata/"

// addRuns adds ten runs to each canary, one failed and one inconclusive.
func addRuns(b *v1alpha1.CodeGenBackend) {
	for i := range b.Status.Canaries {
		c := &b.Status.Canaries[i]
		for j := range 10 {
			run := v1alpha1.CanaryRun{Time: metav1.NewTime(time.Now().Add(-time.Duration(j) * time.Minute)), Verdict: v1alpha1.VerdictPass,
				Chunks: new(int32(50 + 3*j)), FirstChunkMilliseconds: new(int64(200 + 20*j)), DurationMilliseconds: new(int64(3000 + 100*j))}
			switch j {
			case 3:
				run.Verdict = v1alpha1.VerdictFail
			case 6:
				run = v1alpha1.CanaryRun{Time: run.Time, Verdict: v1alpha1.VerdictInconclusive}
			}
			c.History = append(c.History, run)
		}
	}
}

// restarted serves the page on the same port again, after the first server ended.
func (s *stage) restarted(config *rest.Config) {
	s.Helper()
	at, err := url.Parse(s.url)
	s.must(err)
	port, err := strconv.ParseUint(at.Port(), 10, 16)
	s.must(err)
	s.until("a free port", func() bool {
		l, err := net.Listen("tcp", at.Host)
		return err == nil && l.Close() == nil
	})
	o := s.options(config)
	o.Port = uint16(port)
	s.serve(o)
}

// focused returns the id or the name of the element with the focus.
func (v *visit) focused() string {
	v.Helper()
	return see[string](
		v,
		`(document.activeElement.id || document.activeElement.dataset.name || document.activeElement.textContent.trim() || document.activeElement.tagName)`,
	)
}

// outlined fails if the focus is not visible.
func (v *visit) outlined() {
	v.Helper()
	if !v.is(
		`(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()`,
	) {
		v.Errorf("the focus on %s is not visible", v.focused())
	}
}

func preferring(values ...string) []*emulation.MediaFeature {
	var all []*emulation.MediaFeature
	for pair := range slices.Chunk(values, 2) {
		all = append(all, &emulation.MediaFeature{Name: "prefers-" + pair[0], Value: pair[1]})
	}
	return all
}
