// The page: it listens, and draws what is known. It draws anew each second, for times go by.

import { drawDetail, drawInstead } from './detail.js';
import { fleet, hearing } from './fleet.js';
import { addressOf, drawList, shown, sieve, step } from './list.js';
import { drawFrame, announce, wireTools } from './frame.js';
import { listen } from './stream.js';
import { language, learn, t } from './words.js';

const narrow = matchMedia('(max-width: 820px)');

const look = { key: '', detail: null, asking: false, again: false };

// chosenKey is the backend of the address; on a wide screen the first one is shown until one is chosen.
function chosenKey() {
  const named = location.hash.match(/^#\/(.+)$/)?.[1];
  if (named) return named;
  return narrow.matches ? '' : shown()[0]?.key ?? '';
}

// ask fetches what is shown of a backend. While an answer is under way, one more question waits, however often it is asked.
async function ask() {
  if (!fleet.backends.has(look.key)) return;
  if (look.asking) { look.again = true; return; }
  look.asking = true;
  const key = look.key;
  try {
    const answer = await fetch(`/api/backends/${key.split('/').map(encodeURIComponent).join('/')}?lang=${language()}`);
    const detail = answer.ok ? await answer.json() : null;
    if (detail && key === look.key) look.detail = detail;
  } catch { /* the stream tells when there is a connection again, and then it is asked anew */ }
  look.asking = false;
  if (look.again || key !== look.key) {
    look.again = false;
    ask();
  }
  draw();
}

function choose() {
  const key = chosenKey();
  if (key !== look.key) {
    [look.key, look.detail] = [key, null];
    ask();
  }
}

function drawBody() {
  document.body.dataset.view = look.key && (location.hash.length > 2 || !narrow.matches) ? 'detail' : 'list';
  if (look.key && fleet.listed && !fleet.backends.has(look.key)) drawInstead(t('gone.title', { name: look.key }), t('gone.text'));
  else if (look.detail && look.detail.key === look.key) drawDetail(look.detail);
  else if (fleet.listed && !fleet.backends.size) drawInstead(t('empty.title'), fleet.hello?.namespace ? t('empty.here', { namespace: fleet.hello.namespace }) : t('empty.text'), t('empty.do'));
  else if (!fleet.listed) drawInstead(t('starting'));
  else if (!look.key) drawInstead(t('list.none'));
}

function draw() {
  choose();
  drawFrame();
  drawList(look.key);
  drawBody();
}

let due = false;

// soon draws once, however much has changed by then.
function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; draw(); });
}

function changed(key) {
  if (!key || key === look.key) ask();
  soon();
}

function moved(backend, before) {
  announce(t('moved', { name: backend.name, from: before.active, to: backend.active }));
}

function wire() {
  addEventListener('hashchange', () => {
    draw();
    window.scrollTo(0, 0);
    if (narrow.matches) document.querySelector(look.key ? '#detail h2' : '#list .item[tabindex="0"]')?.focus();
  });
  narrow.addEventListener('change', draw);
  document.getElementById('list').addEventListener('keydown', (event) => {
    const key = step(event);
    if (key && !narrow.matches) { history.replaceState(null, '', addressOf(key)); draw(); }
  });
  document.getElementById('filter').addEventListener('input', (event) => { sieve.text = event.target.value; draw(); });
  document.getElementById('filter').addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') { event.preventDefault(); document.querySelector('#list .item')?.focus(); }
  });
  document.getElementById('choice').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) { sieve.attention = button.dataset.attention === 'true'; draw(); }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && event.target.tagName !== 'INPUT') { event.preventDefault(); document.getElementById('filter').focus(); }
  });
  wireTools(async (wanted) => { await learn(wanted); ask(); draw(); });
}

await learn(document.documentElement.lang);
wire();
listen(hearing(changed, moved), (link) => {
  fleet.link = link;
  soon();
});
setInterval(() => { if (!document.hidden) draw(); }, 1000);
draw();
