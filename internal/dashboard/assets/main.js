// The page: receives events and renders the state. It renders every second, because it shows times.

import { drawDetail, drawInstead } from './detail.js';
import { fleet, eventHandlers } from './fleet.js';
import { addressOf, drawList, shown, filter, step } from './list.js';
import { drawFrame, announce, wireTools } from './frame.js';
import { listen } from './stream.js';
import { language, loadLanguage, t } from './i18n.js';

const narrow = matchMedia('(max-width: 820px)');

const selection = { key: '', detail: null, loading: false, again: false };

// selectedKey is the backend in the address; on a wide screen, the first one is shown if there is none.
function selectedKey() {
  const named = location.hash.match(/^#\/(.+)$/)?.[1];
  if (named) return named;
  return narrow.matches ? '' : shown()[0]?.key ?? '';
}

// refresh fetches the details of a backend. While a request is in progress, at most one more waits.
async function refresh() {
  if (!fleet.backends.has(selection.key)) return;
  if (selection.loading) { selection.again = true; return; }
  selection.loading = true;
  const key = selection.key;
  try {
    const answer = await fetch(`/api/backends/${key.split('/').map(encodeURIComponent).join('/')}?lang=${language()}`);
    const detail = answer.ok ? await answer.json() : null;
    if (detail && key === selection.key) selection.detail = detail;
  } catch { /* the stream triggers another refresh once it is connected again */ }
  selection.loading = false;
  if (selection.again || key !== selection.key) {
    selection.again = false;
    refresh();
  }
  draw();
}

function select() {
  const key = selectedKey();
  if (key !== selection.key) {
    [selection.key, selection.detail] = [key, null];
    refresh();
  }
}

function drawBody() {
  document.body.dataset.view = selection.key && (location.hash.length > 2 || !narrow.matches) ? 'detail' : 'list';
  if (selection.key && fleet.listed && !fleet.backends.has(selection.key)) drawInstead(t('gone.title', { name: selection.key }), t('gone.text'));
  else if (selection.detail && selection.detail.key === selection.key) drawDetail(selection.detail);
  else if (fleet.listed && !fleet.backends.size) drawInstead(t('empty.title'), fleet.hello?.namespace ? t('empty.here', { namespace: fleet.hello.namespace }) : t('empty.text'), t('empty.do'));
  else if (!fleet.listed) drawInstead(t('starting'));
  else if (!selection.key) drawInstead(t('list.none'));
}

function draw() {
  select();
  drawFrame();
  drawList(selection.key);
  drawBody();
}

let due = false;

// scheduleDraw renders once for any number of changes.
function scheduleDraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; draw(); });
}

function onChange(key) {
  if (!key || key === selection.key) refresh();
  scheduleDraw();
}

function onFlip(backend, before) {
  announce(t('moved', { name: backend.name, from: before.active, to: backend.active }));
}

function wire() {
  addEventListener('hashchange', () => {
    draw();
    window.scrollTo(0, 0);
    if (narrow.matches) document.querySelector(selection.key ? '#detail h2' : '#list .item[tabindex="0"]')?.focus();
  });
  narrow.addEventListener('change', draw);
  document.getElementById('list').addEventListener('keydown', (event) => {
    const key = step(event);
    if (key && !narrow.matches) { history.replaceState(null, '', addressOf(key)); draw(); }
  });
  document.getElementById('filter').addEventListener('input', (event) => { filter.text = event.target.value; draw(); });
  document.getElementById('filter').addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') { event.preventDefault(); document.querySelector('#list .item')?.focus(); }
  });
  document.getElementById('choice').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) { filter.attention = button.dataset.attention === 'true'; draw(); }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && event.target.tagName !== 'INPUT') { event.preventDefault(); document.getElementById('filter').focus(); }
  });
  wireTools(async (wanted) => { await loadLanguage(wanted); refresh(); draw(); });
}

await loadLanguage(document.documentElement.lang);
wire();
listen(eventHandlers(onChange, onFlip), (link) => {
  fleet.link = link;
  scheduleDraw();
});
setInterval(() => { if (!document.hidden) draw(); }, 1000);
draw();
