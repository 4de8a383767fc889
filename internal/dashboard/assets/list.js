// The list of backends.

import { h, into } from './dom.js';
import { fleet, needsAttention, now, sorted } from './fleet.js';
import { engine, sign, tone } from './badges.js';
import { number, span, t } from './i18n.js';

const most = 200; // rows that are rendered; the filter finds the others

export const filter = { text: '', attention: false };

const passes = (backend) => (!filter.attention || needsAttention(backend))
  && backend.key.toLowerCase().includes(filter.text.trim().toLowerCase());

export const shown = () => sorted(passes);

export const addressOf = (key) => `#/${key}`;

function item(backend, selected, stop) {
  const here = backend.key === selected;
  return h('li', { 'data-key': backend.key },
    h('a', { class: 'item', href: addressOf(backend.key), 'aria-current': here ? 'page' : null, tabindex: backend.key === stop ? '0' : '-1', 'data-name': backend.key },
      sign(tone.state(backend.state)),
      h('span', { class: 'who' }, h('span', { class: 'name' }, backend.name), h('span', { class: 'namespace' }, backend.namespace)),
      h('span', { class: 'what' }, h('span', { class: 'state' }, t(`state.${backend.state}`)), h('span', { class: 'serving' }, engine(backend.active),
        backend.active && backend.since ? h('span', { class: 'since' }, span(now() - Date.parse(backend.since))) : null))));
}

function choices(all) {
  const attention = all.filter(needsAttention).length;
  const choice = (value, word, n) => h('button', { type: 'button', 'data-attention': String(value), 'aria-pressed': String(filter.attention === value) },
    word, h('span', { class: 'count' }, number(n)));
  return [choice(false, t('list.all'), all.length), choice(true, t('list.attention'), attention)];
}

export function drawList(selected) {
  const rows = shown();
  const drawn = rows.slice(0, most);
  const focused = document.activeElement?.closest?.('.item')?.dataset.name;
  const stop = [focused, selected].find((key) => drawn.some((b) => b.key === key)) ?? drawn[0]?.key;
  into(document.getElementById('choice'), choices([...fleet.backends.values()]));
  into(document.getElementById('list'), drawn.map((b) => item(b, selected, stop)));
  const hidden = rows.length - drawn.length;
  const more = hidden > 0 ? t('list.more', { n: number(hidden) }) : (!rows.length && fleet.backends.size ? t('list.none') : '');
  into(document.getElementById('more'), more);
}

// step moves the focus in the list by arrow keys, and returns the backend that it moved to.
export function step(event) {
  const items = [...document.querySelectorAll('#list .item')];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined || !items[to]) return null;
  event.preventDefault();
  for (const other of items) other.tabIndex = other === items[to] ? 0 : -1;
  items[to].focus();
  return items[to].dataset.name;
}
