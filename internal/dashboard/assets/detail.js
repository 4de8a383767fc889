// One backend: the active engine and why, what needs attention, the measured streams, the requirements, the flip history.

import { h, into, section } from './dom.js';
import { now } from './fleet.js';
import { strip } from './charts.js';
import { canaries } from './canaries.js';
import { attention } from './conditions.js';
import { flow } from './flow.js';
import { badge, engine, tone } from './badges.js';
import { date, span, t, tt } from './i18n.js';

function headline(b) {
  if (!b.active) return t('head.none');
  const given = { engine: engine(b.active), span: h('span', { class: 'number' }, b.since ? span(now() - Date.parse(b.since)) : '?') };
  return tt('head.serves', given);
}

// facts are the mode, the pin, the failback and the cooldown.
function facts(b) {
  const { pin, failback, cooldownUntil, wouldBe, behind } = b.facts;
  const all = [];
  if (b.mode === 'Paused') all.push(t('fact.paused'));
  if (b.mode === 'Observe') all.push(wouldBe ? tt('fact.wouldBe', { engine: engine(wouldBe) }) : t('fact.observe'));
  if (pin && !pin.expired) all.push(tt('fact.pin', { engine: engine(pin.engine), until: date(pin.until), left: span(Date.parse(pin.until) - now()), reason: pin.reason }));
  if (pin?.expired) all.push(tt('fact.pinExpired', { engine: engine(pin.engine), until: date(pin.until) }));
  if (failback?.percent) all.push(tt('fact.failback', { percent: String(failback.percent), engine: engine('vllm') }));
  else if (failback?.aborted) all.push(t('fact.aborted', { span: span(now() - Date.parse(failback.aborted)) }));
  if (cooldownUntil && !failback?.percent && !(pin && !pin.expired)) {
    const left = Date.parse(cooldownUntil) - now();
    all.push(left > 0 ? tt('fact.cooldown', { engine: engine('vllm'), left: span(left) }) : tt('fact.cooldownOver', { engine: engine('vllm') }));
  }
  if (behind) all.push(t('fact.behind'));
  return all.length ? h('ul', { class: 'facts' }, all.map((text) => h('li', {}, text))) : null;
}

function head(b) {
  return h('header', { class: 'head', 'data-key': 'head' },
    h('a', { class: 'back', href: '#/' }, t('head.back')),
    h('p', { class: 'crumb' }, b.namespace),
    h('div', { class: 'title' }, h('h2', { tabindex: '-1' }, b.name), badge(tone.state(b.state), t(`state.${b.state}`))),
    h('p', { class: 'headline' }, headline(b)),
    facts(b));
}

function timeline(b) {
  if (!b.active) return null;
  const { chart, window } = strip(b, now());
  return section('served', t('served.title'), h('div', { class: 'timeline' }, chart,
    h('div', { class: 'axis' }, h('span', {}, t('served.ago', { span: span(window) })), h('span', {}, t('served.now')))));
}

function report(b) {
  const [requirement, target, measured, verdict] = b.report.head;
  const cell = (label, ...children) => h('td', { 'data-label': label }, children);
  return section('report', t('report.title'),
    h('p', { class: 'summary' }, badge(b.report.holds ? 'good' : 'bad', b.report.summary)),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'report-title' },
      h('table', { class: 'requirements' },
        h('thead', {}, h('tr', {}, b.report.head.map((title) => h('th', { scope: 'col' }, title)))),
        h('tbody', {}, b.report.rows.map((row) => h('tr', {}, h('th', { scope: 'row', 'data-label': requirement }, row.title),
          cell(target, row.target), cell(measured, row.measured), cell(verdict, badge(tone.verdict(row.verdict), row.verdictText))))))),
    notes(b.report.notes));
}

const notes = (lines) => {
  const said = lines.filter((line) => line && !line.startsWith('- ') && !line.endsWith(':'));
  return said.length ? h('ul', { class: 'notes' }, said.map((line) => h('li', {}, line))) : null;
};

function flips(b) {
  if (!b.flips.length) return section('flips', t('flips.title'), h('p', { class: 'quiet' }, t('flips.none')));
  return section('flips', t('flips.title'), h('ol', { class: 'flips-list', reversed: true }, b.flips.map((flip) => h('li', { 'data-key': flip.time },
    h('time', { datetime: flip.time, title: flip.time }, h('span', {}, date(flip.time)), h('span', { class: 'ago' }, t('ago', { span: span(now() - Date.parse(flip.time)) }))),
    h('div', { class: 'change' }, engine(flip.from), h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'), h('span', { class: 'visually-hidden' }, t('flips.to')), engine(flip.to)),
    h('div', { class: 'why' }, h('p', {}, t(`flip.${flip.reason}`), ' ', h('code', { class: 'word' }, flip.reason)),
      flip.message ? h('p', { class: 'message' }, flip.message) : null)))));
}

export function drawDetail(b) {
  into(document.getElementById('detail'), head(b), flow(b), attention(b), timeline(b), canaries(b), report(b), flips(b));
}

// drawInstead says why no backend is shown.
export function drawInstead(title, ...lines) {
  into(document.getElementById('detail'), h('div', { class: 'instead', 'data-key': 'instead' }, h('h2', { tabindex: '-1' }, title), lines.map((line) => h('p', {}, line)),
    h('a', { class: 'back', href: '#/' }, t('head.back'))));
}
