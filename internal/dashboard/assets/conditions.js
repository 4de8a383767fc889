// Conditions as text, with advice on those that need attention.

import { h, section } from './dom.js';
import { now } from './fleet.js';
import { prose, sign, tone } from './badges.js';
import { hasText, span, t } from './i18n.js';

const description = (c) => {
  const key = `condition.${c.type}.${c.tone}`;
  return hasText(key) ? t(key) : `${c.type}: ${c.status}`;
};

// isReference reports whether a message only refers to another condition.
const isReference = (c) => /^see [A-Z]\w+$/.test(c.message);

// signOf: a degraded backend is still served, so that it gets a warning.
const signOf = (c) => (c.type === 'Degraded' && c.tone === 'bad' ? 'warn' : tone.condition(c.tone));

function item(c) {
  return h('li', { class: `condition ${signOf(c)}`, 'data-key': c.type },
    sign(signOf(c)),
    h('div', {},
      h('p', { class: 'words' }, description(c)),
      c.message && !isReference(c) ? h('p', { class: 'message' }, c.message) : null,
      c.do ? h('p', { class: 'do' }, h('b', {}, t('condition.do')), ' ', h('span', { lang: 'en' }, prose(c.do))) : null,
      h('p', { class: 'exact' }, h('code', {}, `${c.type}=${c.status}`), c.reason ? [' ', h('code', {}, c.reason)] : null,
        ' ', h('span', {}, t('condition.since', { span: span(now() - Date.parse(c.since)) })))));
}

const needsAttention = (c) => c.tone === 'bad' || c.tone === 'doubtful';

function row(c) {
  return h('tr', {}, h('th', { scope: 'row' }, sign(signOf(c)), ' ', c.type), h('td', {}, c.status), h('td', {}, c.reason), h('td', {}, c.message),
    h('td', { class: 'number' }, span(now() - Date.parse(c.since))));
}

// Degraded is left out if it only refers to Ready.
export function attention(b) {
  const said = b.conditions.filter((c) => needsAttention(c) && !(isReference(c) && c.type !== 'Ready'));
  const calm = b.conditions.length ? h('p', { class: 'calm' }, sign('good'), h('span', {}, t('attention.none'))) : h('p', { class: 'calm' }, sign('wait'), h('span', {}, t('attention.notProcessed')));
  return section('attention', t('attention.title'),
    said.length ? h('ul', { class: 'conditions' }, said.map(item)) : calm,
    b.conditions.length ? h('details', { class: 'all', 'data-key': 'all' }, h('summary', {}, t('attention.all', { n: b.conditions.length })),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('attention.all', { n: b.conditions.length }) },
        h('table', {}, h('thead', {}, h('tr', {}, ['type', 'status', 'reason', 'message', 'since'].map((k) => h('th', { scope: 'col' }, t(`condition.head.${k}`))))),
          h('tbody', {}, b.conditions.map(row))))) : null);
}
