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

// The page shows what changes, without being loaded anew: a flip, which is announced, and an end.
func TestBrowserLive(t *testing.T) {
	s := newStage(t)
	b := s.applied("hapa")
	v := s.visited(1280, 900)
	v.open("hapa")
	v.comes(`document.querySelector('.headline .engine.legacy')`)
	v.do(chromedp.Evaluate[chromedp.Void](`window.stayed = true; document.querySelector('details.all').open = true; document.querySelector('#list .item').focus()`))
	s.flip(b)
	v.comes(`document.querySelector('.headline .engine.vllm') && document.querySelector('.card.vllm.serves') && document.querySelector('#list .engine.vllm')`)
	v.comes(`document.getElementById('toast').textContent === 'hapa: traffic moved from legacy to vllm'`)
	v.comes(`document.querySelectorAll('.ledger > li').length === 5 && document.querySelector('.ledger .said').textContent === 'told by the test'`)
	if !v.is(`window.stayed && document.querySelector('details.all').open && document.activeElement.dataset.name`) {
		t.Error("the page was loaded anew, or lost the focus or what was open")
	}
	s.must(s.client.Delete(t.Context(), b))
	v.comes(`!document.querySelector('#list .item') && document.querySelector('.instead h2')`)
	s.applied("another")
	v.comes(`document.querySelectorAll('#list .item').length === 1`)
}

// Everything is shown: lines with what is wanted, conditions with what to do, requirements as the plugin prints them.
func TestBrowserShowsEverything(t *testing.T) {
	s := newStage(t)
	peopled(s)
	v := s.visited(1280, 900)
	v.open("hapa")
	v.comes(`document.querySelectorAll('#list .item').length === 6 && document.querySelector('.spark')`)
	for what, condition := range map[string]string{
		"a line for each measure":         `document.querySelectorAll('.canary .spark').length === 12`,
		"a mark for each run":             `[...document.querySelectorAll('.spark')].every((e) => e.querySelectorAll('.pass, .fail, .unsure').length === 10)`,
		"targets as lines":                `document.querySelectorAll('.spark .target').length >= 6`,
		"the last runs in words":          `[...document.querySelectorAll('.spark')].every((e) => e.getAttribute('aria-label').includes('the last 10 runs'))`,
		"what to do":                      `document.querySelector('.condition .do').textContent.includes('VLLMHealthy')`,
		"every requirement":               `document.querySelectorAll('.requirements tbody tr').length >= 15`,
		"the ledger":                      `document.querySelectorAll('.ledger > li').length === 4`,
		"who served":                      `document.querySelectorAll('.strip rect').length >= 2`,
		"the models":                      `document.querySelectorAll('.model').length === 3`,
		"both routes":                     `document.querySelectorAll('.route').length === 2`,
		"six of them that need a look":    `document.querySelector('[data-attention="true"] .count').textContent === '5'`,
		"the number of them in the title": `document.title === '(5) CodeGenBackends'`,
	} {
		if !v.is(condition) {
			t.Errorf("%s is not there", what)
		}
	}
}

// One goes through the page by keyboard, and sees where one is.
func TestBrowserKeyboard(t *testing.T) {
	s := newStage(t)
	peopled(s)
	v := s.visited(1280, 900)
	v.comes(`document.querySelectorAll('#list .item').length === 6`)
	at := func(want string) {
		t.Helper()
		if got := v.focused(); got != want {
			t.Errorf("the focus is at %q, and not at %q", got, want)
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
	v.comes(`document.querySelector('.title h2').textContent === 'ide' && document.querySelector('#list [aria-current]').dataset.name.endsWith('/ide')`)
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

// Light and dark are those of the system until the button says otherwise, which is remembered; so is the language.
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
	v.comes(`document.documentElement.lang === 'ko' && document.getElementById('report-title').textContent === '요구 사항' && document.querySelector('.requirements th').textContent === '요구 사항'`)
	v.open("hapa")
	v.comes(`document.documentElement.lang === 'ko' && document.getElementById('link').textContent === '실시간'`)
}

// On a narrow screen the list and a backend take turns, and nothing sticks out.
func TestBrowserNarrow(t *testing.T) {
	s := newStage(t)
	peopled(s)
	v := s.visited(400, 800)
	v.comes(`document.querySelectorAll('#list .item').length === 6`)
	v.audited("the list, narrow")
	if v.is(`document.getElementById('detail').checkVisibility()`) {
		t.Error("a backend is shown beside the list")
	}
	for _, name := range []string{"hapa", "ide", "night", "review", "new", "pinned"} {
		v.do(chromedp.Click(fmt.Sprintf(`[data-name="%s/%s"]`, s.namespace, name)))
		v.comes(fmt.Sprintf(`document.querySelector('.title h2')?.textContent === %q && !document.getElementById('fleet').checkVisibility()`, name))
		v.audited(name + ", narrow")
		v.do(chromedp.Click(".back"))
		v.comes(`document.getElementById('fleet').checkVisibility()`)
	}
}

// Names, contrasts, headings and sizes are right, in both themes and languages, for every state.
func TestBrowserAudit(t *testing.T) {
	s := newStage(t)
	peopled(s)
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

// Where motion is not wanted there is none.
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

// What an engine says is text, whatever it looks like.
func TestBrowserText(t *testing.T) {
	s := newStage(t)
	b := s.applied("hapa")
	v := s.visited(1280, 900)
	v.open("hapa")
	evil := `<img src=x onerror="window.hit=1"><script>window.hit=1</script>`
	b.Status.Engines[0].Message, b.Status.Flips[0].Message, b.Status.Conditions[0].Message = evil, evil, evil
	b.Status.Engines[0].Health, b.Status.Engines[0].Models = v1alpha1.HealthUnhealthy, []v1alpha1.ModelStatus{{Name: evil, State: v1alpha1.ModelMissing}}
	s.must(s.client.Status().Update(t.Context(), b))
	v.comes(`document.querySelector('.card.vllm .said')?.textContent.includes('<img src=x') && document.querySelector('.ledger .said').textContent.includes('<script>')`)
	if v.is(`window.hit || document.querySelector('main img, main script')`) {
		t.Error("it was more than text")
	}
}

// A connection that is lost is said to be, and the page comes back by itself, with what happened in the meantime.
func TestBrowserRecovers(t *testing.T) {
	s := newStage(t)
	b := s.applied("hapa")
	first := &stage{T: t, client: s.client, namespace: s.namespace}
	var v *visit
	t.Run("the first server", func(t *testing.T) {
		first.T = t
		first.serve(s.options(shared.Config))
		first.T = s.T // what follows outlives it
		v = first.browser(1280, 900)
		v.open("hapa")
	})
	v.comes(`document.getElementById('link').textContent === 'Connection lost, retrying' && document.querySelector('#trouble .banner')`)
	if !v.is(`document.querySelector('.headline .engine.legacy')`) {
		t.Error("what was known is not shown any more")
	}
	s.flip(b)
	first.restarted(shared.Config)
	v.comes(`document.getElementById('link').textContent === 'Live' && document.querySelector('.headline .engine.vllm') && !document.querySelector('#trouble .banner')`)
}
