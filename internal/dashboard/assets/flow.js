// The path of the traffic: the routes and the two engines.

import { h, s, section } from './dom.js';
import { now } from './fleet.js';
import { badge, engine, sign, tone } from './badges.js';
import { span, t } from './i18n.js';

// shares are the shares of the traffic of each engine, in percent.
function shares(b) {
  const vllm = b.facts.failback?.percent || (b.active === 'vllm' ? 100 : 0);
  return { vllm: b.active ? vllm : 0, legacy: b.active ? 100 - vllm : 0 };
}

function lines(share) {
  const line = (name, y) => s('path', { class: share[name] ? `way ${name}` : 'way idle', d: `M0 50 C 30 50, 30 ${y}, 58 ${y}`, 'vector-effect': 'non-scaling-stroke' });
  return s('svg', { class: 'ways', viewBox: '0 0 60 100', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    share.vllm ? [line('legacy', 75), line('vllm', 25)] : [line('vllm', 25), line('legacy', 75)]);
}

function route(r, active) {
  const target = r.engine ? [engine(r.engine), r.percent !== undefined && r.percent > 0 && r.percent < 100 ? ` ${r.percent} %` : ''] : t('route.none');
  const off = r.state !== 'Ready' || (r.engine && active && r.engine !== active);
  return h('li', { class: 'route', 'data-key': r.kind },
    h('p', { class: 'kind' }, sign(tone.route(r.state)), h('span', {}, r.kind), h('span', { class: 'visually-hidden' }, ` ${t(`route.${r.state ?? 'Unknown'}`)}`)),
    h('p', { class: 'object' }, r.name),
    h('p', { class: 'target-engine' }, t('route.pointsTo'), ' ', target),
    off ? h('p', { class: 'message' }, t(`route.${r.state ?? 'Unknown'}`), r.message ? `: ${r.message}` : '') : null);
}

function model(m) {
  return h('li', { class: 'model' }, sign(tone.model(m.state)), h('span', {}, m.name), m.state === 'Ready' ? h('span', { class: 'visually-hidden' }, ` ${t('model.Ready')}`) : h('span', { class: `state ${tone.model(m.state)}` }, t(`model.${m.state}`)));
}

// faultMessage says what is wrong; the conditions have the advice.
function faultMessage(e) {
  return e.health !== 'Healthy' && e.message ? h('p', { class: 'message' }, e.message) : null;
}

function card(e, b, share) {
  const serves = share[e.name] > 0;
  const word = serves ? (share[e.name] < 100 ? t('engine.share', { percent: share[e.name] }) : t('engine.serves')) : t('engine.standby');
  return h('article', { class: `card ${e.name}${serves ? ' serves' : ''}`, 'data-key': e.name, 'aria-label': e.name },
    h('div', { class: 'top' }, engine(e.name), h('span', { class: 'role' }, word), badge(tone.health(e.health), t(`health.${e.health ?? 'Unknown'}`))),
    h('p', { class: 'where' }, e.protocol, ' · ', e.address),
    h('p', { class: 'reason' }, e.reason ? h('code', { class: 'word' }, e.reason) : null,
      e.checked ? h('span', { class: 'checked' }, t('engine.checked', { span: span(now() - Date.parse(e.checked)) })) : null),
    faultMessage(e),
    e.keyCheck === 'NotEnforced' ? h('p', { class: 'do' }, sign('warn'), ' ', t('engine.keyNotEnforced')) : null,
    e.models.length ? h('ul', { class: 'models', 'aria-label': t('engine.models') }, e.models.map(model)) : null);
}

export function flow(b) {
  const share = shares(b);
  const routes = b.routes.length ? b.routes.map((r) => route(r, b.active))
    : [h('li', { class: 'route', 'data-key': 'none' }, h('p', { class: 'kind' }, sign('plain'), h('span', {}, t('route.undeclared'))), h('p', { class: 'object' }, t('route.follow')))];
  return section('flow', t('flow.title'), h('div', { class: 'path' },
    h('ul', { class: 'routes', 'aria-label': t('route.all') }, routes), lines(share), h('div', { class: 'cards' }, b.engines.map((e) => card(e, b, share)))));
}
