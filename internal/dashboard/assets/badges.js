// Signs show a state by shape, colour and text, so that none of the three is needed alone.

import { h, s } from './dom.js';
import { t } from './i18n.js';

const shapes = {
  good: () => [s('circle', { cx: 8, cy: 8, r: 7 }), s('path', { class: 'stroke', d: 'M4.8 8.3l2.2 2.2 4.2-4.6' })],
  warn: () => [s('path', { d: 'M8 1.2l7 13H1z' }), s('path', { class: 'stroke', d: 'M8 6v3.6M8 11.9v.1' })],
  bad: () => [s('path', { d: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z' }), s('path', { class: 'stroke', d: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8' })],
  stop: () => [s('path', { d: 'M8 .6L15.4 8 8 15.4.6 8z' }), s('path', { class: 'stroke', d: 'M6.6 5.8v4.4M9.4 5.8v4.4' })],
  wait: () => [s('circle', { class: 'open', cx: 8, cy: 8, r: 6.2 }), s('path', { class: 'line', d: 'M8 4.6V8l2.3 1.6' })],
  plain: () => [s('circle', { class: 'open', cx: 8, cy: 8, r: 6.2 })],
};

const toneOfState = { OK: 'good', Degraded: 'warn', Down: 'bad', Stalled: 'stop', Waiting: 'wait' };
const toneOfHealth = { Healthy: 'good', Unhealthy: 'bad' };
const toneOfVerdict = { Pass: 'good', Fail: 'bad', Inconclusive: 'wait', NotMeasured: 'wait', Skipped: 'plain' };
const toneOfModel = { Ready: 'good', Missing: 'bad', Broken: 'bad' };
const toneOfRoute = { Ready: 'good', Failed: 'bad', Moving: 'wait' };
const toneOfCondition = { good: 'good', bad: 'bad', doubtful: 'wait', plain: 'plain' };

export const tone = {
  state: (x) => toneOfState[x] ?? 'wait', health: (x) => toneOfHealth[x] ?? 'wait', verdict: (x) => toneOfVerdict[x] ?? 'wait',
  model: (x) => toneOfModel[x] ?? 'wait', route: (x) => toneOfRoute[x] ?? 'wait', condition: (x) => toneOfCondition[x] ?? 'plain',
};

// sign is the shape alone, next to a text with the same meaning.
export const sign = (kind) => s('svg', { class: `sign ${kind}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, shapes[kind]());

// badge is a sign with its text.
export const badge = (kind, word) => h('span', { class: `badge ${kind}` }, sign(kind), h('span', {}, word));

// engine is the name of an engine with its pattern: vllm is solid, legacy is hatched.
export const engine = (name) => (name
  ? h('span', { class: `engine ${name}` }, h('span', { class: `swatch ${name}`, 'aria-hidden': 'true' }), name)
  : h('span', { class: 'engine none' }, t('engine.none')));

// prose renders a sentence in which backquotes mark code.
export const prose = (text) => (text.charAt(0).toUpperCase() + text.slice(1)).split('`').map((part, i) => (i % 2 ? h('code', {}, part) : part));
