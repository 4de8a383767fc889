// The canaries, each with a chart of its last runs.

import { h, section } from './dom.js';
import { now } from './fleet.js';
import { spark, boundText } from './charts.js';
import { badge, engine, prose, tone } from './badges.js';
import { hasText, number, span, t } from './i18n.js';

const pathLabel = (through) => (through === 'route' ? h('span', { class: 'engine' }, t('canary.route')) : engine(through));

function figure(line) {
  const name = t(`measure.${line.measure}`);
  const last = line.points.at(-1);
  const target = boundText(line);
  return h('figure', { class: 'measure', 'data-key': line.measure },
    h('figcaption', {}, h('span', { class: 'name' }, name),
      h('span', { class: 'value' }, last && last.value !== null ? number(last.value) : '–', ' ', h('span', { class: 'unit' }, t(`unit.${line.measure}`))),
      h('span', { class: 'bound' }, target ? t('canary.target', { target }) : t('canary.noTarget'))),
    spark(line, name));
}

function faultMessage(c) {
  if (!c.verdict || c.verdict === 'Pass') return null;
  return h('div', { class: `fault ${tone.verdict(c.verdict)}` },
    c.message ? h('p', { class: 'message' }, c.message) : null,
    c.culprit ? h('p', {}, t(`culprit.${c.culprit}`)) : null,
    c.do && c.reason !== 'OffTarget' ? h('p', { class: 'do' }, h('b', {}, t('condition.do')), ' ', h('span', { lang: 'en' }, prose(c.do))) : null);
}

const output = (c) => (c.output && hasText(`output.${c.output}`) ? h('span', { class: 'output' }, t(`output.${c.output}`)) : null);

function canary(c) {
  return h('article', { class: 'canary', 'data-key': `${c.name} ${c.through}`, 'aria-label': t('canary.label', { name: c.name, through: c.through }) },
    h('div', { class: 'top' }, h('h4', {}, c.name), h('span', { class: 'through' }, t('canary.through'), ' ', pathLabel(c.through)),
      badge(tone.verdict(c.verdict ?? 'NotMeasured'), c.verdict ? t(`verdict.${c.verdict}`) : t('canary.notRun')), output(c),
      c.ran ? h('span', { class: 'ran' }, t('ago', { span: span(now() - Date.parse(c.ran)) })) : null),
    faultMessage(c),
    c.series.some((line) => line.points.length) ? h('div', { class: 'measures' }, c.series.map(figure)) : null);
}

export function canaries(b) {
  return section('canaries', t('canaries.title'), b.canaries.length ? b.canaries.map(canary) : h('p', { class: 'quiet' }, t('canaries.none')));
}
