// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build browser

package dashboard_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// The page shows changes without a reload: a flip, which is announced, and a deletion.
func TestBrowserLive(t *testing.T) {
	s := newStage(t)
	b := s.applied("hapa")
	v := s.visited(1280, 900)
	v.open("hapa")
	v.comes(`document.querySelector('.headline .engine.legacy')`)
	v.do(
		chromedp.Evaluate[chromedp.Void](
			`window.stayed = true; document.querySelector('details.all').open = true; document.querySelector('#list .item').focus()`,
		),
	)
	s.flip(b)
	v.comes(
		`document.querySelector('.headline .engine.vllm') && document.querySelector('.card.vllm.serves') && document.querySelector('#list .engine.vllm')`,
	)
	v.comes(`document.getElementById('toast').textContent === 'hapa: traffic moved from legacy to vllm'`)
	v.comes(
		`document.querySelectorAll('.flips-list > li').length === 5 && document.querySelector('.flips-list .message').textContent === 'flipped by the test'`,
	)
	if !v.is(`window.stayed && document.querySelector('details.all').open && document.activeElement.dataset.name`) {
		t.Error("the page was reloaded, or lost the focus or the open details")
	}
	s.must(s.client.Delete(t.Context(), b))
	v.comes(`!document.querySelector('#list .item') && document.querySelector('.instead h2')`)
	s.applied("another")
	v.comes(`document.querySelectorAll('#list .item').length === 1`)
}

// The page shows everything: charts with targets, conditions with advice, requirements as the plugin prints them.
func TestBrowserShowsEverything(t *testing.T) {
	s := newStage(t)
	populate(s)
	v := s.visited(1280, 900)
	v.open("hapa")
	v.comes(`document.querySelectorAll('#list .item').length === 6 && document.querySelector('.spark')`)
	for what, condition := range map[string]string{
		"a chart for each measurement":    `document.querySelectorAll('.canary .spark').length === 12`,
		"a mark for each run":             `[...document.querySelectorAll('.spark')].every((e) => e.querySelectorAll('.pass, .fail, .unsure').length === 10)`,
		"targets as lines":                `document.querySelectorAll('.spark .target').length >= 6`,
		"the last runs as text":           `[...document.querySelectorAll('.spark')].every((e) => e.getAttribute('aria-label').includes('the last 10 runs'))`,
		"the advice":                      `document.querySelector('.condition .do').textContent.includes('VLLMHealthy')`,
		"every requirement":               `document.querySelectorAll('.requirements tbody tr').length >= 15`,
		"the flip history":                `document.querySelectorAll('.flips-list > li').length === 4`,
		"the active engine over time":     `document.querySelectorAll('.strip rect').length >= 2`,
		"the models":                      `document.querySelectorAll('.model').length === 3`,
		"both routes":                     `document.querySelectorAll('.route').length === 2`,
		"the number that needs attention": `document.querySelector('[data-attention="true"] .count').textContent === '5'`,
		"the number in the title":         `document.title === '(5) CodeGenBackends'`,
	} {
		if !v.is(condition) {
			t.Errorf("%s is not there", what)
		}
	}
}

// The page can be used by keyboard, and the focus is visible.
func TestBrowserKeyboard(t *testing.T) {
	s := newStage(t)
	populate(s)
	v := s.visited(1280, 900)
	v.comes(`document.querySelectorAll('#list .item').length === 6`)
	at := func(want string) {
		t.Helper()
		if got := v.focused(); got != want {
			t.Errorf("the focus is at %q, want %q", got, want)
		}
		v.outlined()
	}
	v.keys(kb.Tab)
	at("skip")
	v.keys(kb.Enter)
	at("detail")
	v.do(chromedp.Evaluate[chromedp.Void](`document.getElementById('skip').focus()`))
	for _, want := range []string{"language", "theme", "filter", "All6", "Need attention5", s.namespace + "/hapa"} {
		v.keys(kb.Tab)
		at(want)
	}
	v.keys(kb.ArrowDown)
	at(s.namespace + "/ide")
	v.comes(
		`document.querySelector('.title h2').textContent === 'ide' && document.querySelector('#list [aria-current]').dataset.name.endsWith('/ide')`,
	)
	v.keys(kb.End)
	at(s.namespace + "/review")
	v.keys(kb.Home, kb.ArrowUp)
	at(s.namespace + "/hapa")
	v.keys("/")
	at("filter")
	v.keys("n", "i", "g")
	v.comes(`document.querySelectorAll('#list .item').length === 1`)
	v.keys(kb.ArrowDown, kb.Enter)
	v.comes(`document.querySelector('.title h2').textContent === 'night'`)
}

// The theme is that of the system until the button changes it. The page remembers theme and language.
func TestBrowserRemembers(t *testing.T) {
	s := newStage(t)
	s.applied("hapa")
	v := s.visited(1280, 900, preferring("color-scheme", "dark")...)
	dark := `(() => { const [r, g, b] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number); return r + g + b < 120; })()`
	v.comes(dark)
	v.do(chromedp.Click("#theme"))
	v.comes(`!` + dark)
	v.open("")
	v.comes(`!` + dark + ` && document.documentElement.dataset.theme === 'light'`)
	v.media(preferring("color-scheme", "light")...)
	v.do(chromedp.Click("#theme"))
	v.comes(dark)
	v.do(chromedp.Click("#language"))
	v.comes(
		`document.documentElement.lang === 'ko' && document.getElementById('report-title').textContent === '요구 사항' && document.querySelector('.requirements th').textContent === '요구 사항'`,
	)
	v.open("hapa")
	v.comes(`document.documentElement.lang === 'ko' && document.getElementById('link').textContent === '실시간'`)
}

// A narrow screen shows either the list or a backend, and nothing overflows.
func TestBrowserNarrow(t *testing.T) {
	s := newStage(t)
	populate(s)
	v := s.visited(400, 800)
	v.comes(`document.querySelectorAll('#list .item').length === 6`)
	v.audited("the list, narrow")
	if v.is(`document.getElementById('detail').checkVisibility()`) {
		t.Error("a backend is shown beside the list")
	}
	for _, name := range []string{"hapa", "ide", "night", "review", "new", "pinned"} {
		v.do(chromedp.Click(fmt.Sprintf(`[data-name="%s/%s"]`, s.namespace, name)))
		v.comes(
			fmt.Sprintf(`document.querySelector('.title h2')?.textContent === %q && !document.getElementById('fleet').checkVisibility()`, name),
		)
		v.audited(name + ", narrow")
		v.do(chromedp.Click(".back"))
		v.comes(`document.getElementById('fleet').checkVisibility()`)
	}
}

// Names, contrasts, headings and sizes pass the audit, in both themes and languages, for every state.
func TestBrowserAudit(t *testing.T) {
	s := newStage(t)
	populate(s)
	v := s.visited(1280, 900)
	for _, scheme := range []string{"light", "dark"} {
		v.media(preferring("color-scheme", scheme)...)
		for _, language := range []string{"en", "ko"} {
			for _, name := range []string{"hapa", "ide", "night", "review", "new", "pinned"} {
				v.open(name)
				v.comes(fmt.Sprintf(`document.querySelector('.title h2')?.textContent === %q && document.documentElement.lang === %q`, name, language))
				v.do(chromedp.Evaluate[chromedp.Void](`for (const d of document.querySelectorAll('details')) d.open = true`))
				v.audited(name + ", " + scheme + ", " + language)
			}
			v.do(chromedp.Click("#language"))
		}
	}
}

// There is no motion if the user prefers reduced motion.
func TestBrowserMotion(t *testing.T) {
	s := newStage(t)
	v := s.visited(1280, 900, preferring("reduced-motion", "reduce")...)
	moving := `[...document.querySelectorAll('*')].some((e) => { const c = getComputedStyle(e); return parseFloat(c.transitionDuration) > 0 || parseFloat(c.animationDuration) > 0; })`
	if v.is(moving) {
		t.Error("something moves")
	}
	v.media(preferring("reduced-motion", "no-preference")...)
	v.comes(moving)
}

// The message of an engine is shown as text, even if it is HTML.
func TestBrowserText(t *testing.T) {
	s := newStage(t)
	b := s.applied("hapa")
	v := s.visited(1280, 900)
	v.open("hapa")
	evil := `<img src=x onerror="window.hit=1"><script>window.hit=1</script>`
	b.Status.Engines[0].Message, b.Status.Flips[0].Message, b.Status.Conditions[0].Message = evil, evil, evil
	b.Status.Engines[0].Health, b.Status.Engines[0].Models = v1alpha1.HealthUnhealthy, []v1alpha1.ModelStatus{
		{Name: evil, State: v1alpha1.ModelMissing},
	}
	s.must(s.client.Status().Update(t.Context(), b))
	v.comes(
		`document.querySelector('.card.vllm .message')?.textContent.includes('<img src=x') && document.querySelector('.flips-list .message').textContent.includes('<script>')`,
	)
	if v.is(`window.hit || document.querySelector('main img, main script')`) {
		t.Error("it was parsed as HTML")
	}
}

// The page says that the connection is lost, reconnects by itself, and then shows what happened in the meantime.
func TestBrowserRecovers(t *testing.T) {
	s := newStage(t)
	b := s.applied("hapa")
	first := &stage{T: t, client: s.client, namespace: s.namespace}
	var v *visit
	t.Run("the first server", func(t *testing.T) {
		first.T = t
		first.serve(s.options(shared.Config))
		first.T = s.T // used after the subtest
		v = first.browser(1280, 900)
		v.open("hapa")
	})
	v.comes(`document.getElementById('link').textContent === 'Connection lost, retrying' && document.querySelector('#problem .banner')`)
	if !v.is(`document.querySelector('.headline .engine.legacy')`) {
		t.Error("the last state is not shown any more")
	}
	s.flip(b)
	first.restarted(shared.Config)
	v.comes(
		`document.getElementById('link').textContent === 'Live' && document.querySelector('.headline .engine.vllm') && !document.querySelector('#problem .banner')`,
	)
}
