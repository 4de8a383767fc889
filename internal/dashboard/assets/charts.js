// Charts: the last runs of a canary with their bounds, and a strip of the engines that served.

import { s } from './dom.js';
import { clock, date, number, span, t } from './i18n.js';

const width = 240;
const height = 56;
const edge = 6;

const slots = 10; // the status has the last ten runs; the newest is on the right

function scale(line) {
  const values = line.points.map((p) => p.value).filter((v) => v !== null);
  const all = [...values, line.min, line.max].filter((v) => v !== null && v !== undefined);
  const low = Math.min(0, ...all);
  const high = Math.max(1, ...all) * 1.08;
  return (v) => height - edge - ((v - low) / (high - low)) * (height - 2 * edge);
}

const xOf = (line, i) => edge + ((slots - line.points.length + i) / (slots - 1)) * (width - 2 * edge);

// boundText is a bound as text.
export function boundText(line) {
  const { min, max } = line;
  if (min !== undefined && max !== undefined) return `${number(min)}–${number(max)}`;
  if (max !== undefined) return `≤ ${number(max)}`;
  return min !== undefined ? `≥ ${number(min)}` : '';
}

function band(line, y) {
  const top = line.max !== undefined ? y(line.max) : 0;
  const bottom = line.min !== undefined ? y(line.min) : height - edge;
  if (line.min === undefined && line.max === undefined) return [];
  return [
    s('rect', { class: 'band', x: 0, y: top, width, height: Math.max(0, bottom - top) }),
    [line.min, line.max].filter((v) => v !== undefined).map((v) => s('line', { class: 'target', x1: 0, x2: width, y1: y(v), y2: y(v) })),
  ];
}

function mark(point, x, y) {
  const said = s('title', {}, `${clock(point.time)}: ${point.value === null ? t('spark.nothing') : number(point.value)} (${point.verdict ?? '-'})`);
  const at = point.value === null ? height - edge : y(point.value);
  if (point.verdict === 'Fail') return s('path', { class: 'fail', d: `M${x - 4} ${at - 4}l8 8m0 -8l-8 8` }, said);
  if (point.verdict !== 'Pass') return s('circle', { class: 'unsure', cx: x, cy: at, r: 3 }, said);
  return s('circle', { class: 'pass', cx: x, cy: at, r: 2.6 }, said);
}

// paths are the lines between consecutive runs that measured something.
function paths(line, y) {
  let d = '';
  let pen = 'M';
  line.points.forEach((point, i) => {
    if (point.value === null) { pen = 'M'; return; }
    d += `${pen}${xOf(line, i).toFixed(1)} ${y(point.value).toFixed(1)}`;
    pen = 'L';
  });
  return d ? [s('path', { class: 'run', d })] : [];
}

// spark is a chart of the last runs. Its label has the same as text.
export function spark(line, name) {
  const y = scale(line);
  const said = line.points.map((p) => (p.value === null ? t('spark.nothing') : number(p.value))).join(', ');
  const target = boundText(line);
  const label = t(target ? 'spark.label' : 'spark.bare', { name, n: line.points.length, values: said || t('spark.nothing'), target });
  return s('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
    band(line, y), paths(line, y), line.points.map((p, i) => mark(p, xOf(line, i), y)));
}

const minute = 60_000;
const windows = [2, 5, 15, 30, 60, 120, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 30 * 1440, 90 * 1440, 365 * 1440].map((n) => n * minute);

const historyLength = 10; // flips in the status; with fewer, the history is complete

// history says which engine served when, the oldest first, as far as the flip history goes.
function history(backend, at) {
  const flips = [...backend.flips].reverse();
  const first = flips[0]?.from ?? backend.active;
  const parts = [{ engine: first, from: -Infinity }];
  for (const flip of flips) parts.push({ engine: flip.to, from: Date.parse(flip.time), reason: flip.reason });
  if (!flips.length && backend.since) parts[0].from = Date.parse(backend.since);
  else if (flips.length < historyLength) parts[0].from = Date.parse(backend.created);
  return parts.map((part, i) => ({ ...part, to: parts[i + 1]?.from ?? at }));
}

// spanOf is the smallest window that holds the last flips.
function spanOf(backend, at) {
  const { flips } = backend;
  const oldest = flips.length && flips.length < 5 ? backend.created : flips[4]?.time ?? backend.since;
  const age = oldest ? at - Date.parse(oldest) : 0;
  return windows.find((w) => w >= age * 1.1) ?? windows.at(-1);
}

export function strip(backend, at) {
  const window = spanOf(backend, at);
  const x = (time) => ((Math.max(time, at - window) - (at - window)) / window) * 1000;
  const parts = history(backend, at).filter((part) => part.engine && part.to > at - window);
  const said = parts.map((p) => t('strip.part', { engine: p.engine, span: span(p.to - Math.max(p.from, at - window)) })).join(', ');
  const chart = s('svg', { class: 'strip', viewBox: '0 0 1000 26', preserveAspectRatio: 'none', role: 'img', 'aria-label': t('strip.label', { span: span(window), parts: said }) },
    s('defs', {}, s('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      s('rect', { class: 'ground', width: 6, height: 6 }), s('line', { class: 'hatch', x1: 0, x2: 0, y1: 0, y2: 6 }))),
    parts.map((p) => s('rect', { class: p.engine, x: x(p.from), y: 0, width: Math.max(1.5, x(p.to) - x(p.from)), height: 26 },
      s('title', {}, p.from === -Infinity ? p.engine : `${p.engine}, ${date(p.from)}`))),
    parts.slice(1).map((p) => s('line', { class: 'cut', x1: x(p.from), x2: x(p.from), y1: 0, y2: 26 })));
  return { chart, window };
}
