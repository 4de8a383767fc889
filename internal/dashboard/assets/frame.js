// The frame of the page: the bar, the problem banner, the announcements.

import { h, into, s } from './dom.js';
import { fleet, needsAttention } from './fleet.js';
import { sign } from './badges.js';
import { clock, language, number, t } from './i18n.js';

const byId = (id) => document.getElementById(id);

const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* not saved: the default applies next time */ } };

// state is the state of the connection, as a sign and a text.
function state() {
  if (fleet.link === 'lost' || fleet.link === 'connecting') return ['wait', t(fleet.link === 'lost' ? 'link.lost' : 'link.connecting')];
  if (fleet.link === 'away') return ['wait', t('link.away')];
  if (fleet.health.phase === 'Lost') return ['bad', t('link.problem')];
  return fleet.listed ? ['good', t('link.live')] : ['wait', t('link.connecting')];
}

// problem says why the page is not up to date, and what to do.
function problem() {
  const since = fleet.listed && fleet.lastEvent ? ` ${t('problem.from', { time: clock(fleet.lastEvent) })}` : '';
  if (fleet.link === 'lost') return h('div', { class: 'banner' }, sign('wait'), h('div', {}, h('p', { class: 'words' }, t('problem.connection') + since)));
  if (fleet.link !== 'open' || fleet.health.phase !== 'Lost') return null;
  return h('div', { class: 'banner' }, sign('bad'), h('div', {},
    h('p', { class: 'words' }, t(`problem.${fleet.health.problem}`)), h('p', {}, t(`problem.${fleet.health.problem}.do`)),
    h('p', { class: 'message' }, fleet.health.message)));
}

const icons = {
  auto: () => [s('circle', { cx: 8, cy: 8, r: 6 }), s('path', { class: 'full', d: 'M8 2a6 6 0 0 1 0 12z' })],
  light: () => [s('circle', { cx: 8, cy: 8, r: 3 }), s('path', { d: 'M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13' })],
  dark: () => [s('path', { d: 'M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2z' })],
};

function tools() {
  const theme = document.documentElement.dataset.theme;
  byId('theme').setAttribute('aria-label', t('theme', { theme: t(`theme.${theme}`) }));
  byId('theme').title = t('theme', { theme: t(`theme.${theme}`) });
  into(byId('theme'), s('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true', 'data-key': theme }, icons[theme]()), h('span', { class: 'wide' }, t(`theme.${theme}`)));
  const other = language() === 'ko' ? 'en' : 'ko';
  byId('language').lang = other;
  into(byId('language'), other === 'ko' ? '한국어' : 'English');
}

export function drawFrame() {
  const [kind, word] = state();
  into(byId('link'), sign(kind), h('span', {}, word));
  byId('link').className = `link ${kind}`;
  byId('skip').textContent = t('skip');
  byId('fleet').setAttribute('aria-label', t('list.title'));
  byId('detail').setAttribute('aria-label', t('detail.title'));
  byId('choice').setAttribute('aria-label', t('list.choice'));
  byId('filter').setAttribute('aria-label', t('list.filter'));
  byId('filter').placeholder = t('list.filter');
  const { context, namespace } = fleet.hello ?? {};
  into(byId('scope'), fleet.hello ? [context ? h('span', { title: context }, context) : null, h('span', {}, namespace ? namespace : t('scope.all'))] : null);
  into(byId('problem'), problem());
  tools();
  const attention = [...fleet.backends.values()].filter(needsAttention).length;
  document.title = attention ? t('title.attention', { n: number(attention) }) : t('title');
}

let fading = 0;

// announce shows a message, which screen readers read out.
export function announce(text) {
  const toast = byId('toast');
  into(toast, h('span', {}, text));
  toast.classList.add('shown');
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove('shown'), 8000);
}

export function wireTools(onLanguage) {
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('detail').focus();
  });
  byId('theme').addEventListener('click', () => {
    const root = document.documentElement;
    root.dataset.theme = { auto: 'light', light: 'dark', dark: 'auto' }[root.dataset.theme];
    remember('theme', root.dataset.theme);
    tools();
  });
  byId('language').addEventListener('click', () => {
    const other = language() === 'ko' ? 'en' : 'ko';
    remember('language', other);
    onLanguage(other);
  });
}
