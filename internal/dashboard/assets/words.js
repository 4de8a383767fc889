// The words of the page, in the language that was chosen. What the API and the engines say is not translated, so that one can search for it.

const all = {};
let chosen = 'en';

export async function learn(language) {
  chosen = all[language] ? language : chosen;
  if (!all[language]) {
    const answer = await fetch(`/assets/${language}.json`);
    if (!answer.ok) throw new Error(`the words of ${language} are not there`);
    all[language] = await answer.json();
    chosen = language;
  }
  document.documentElement.lang = language;
}

export const language = () => chosen;

// t is a sentence. {name} in it stands for what is given by that name.
export function t(key, given = {}) {
  const text = all[chosen]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? '');
}

// tt is the same with elements in the place of names.
export function tt(key, given) {
  return t(key, Object.fromEntries(Object.keys(given).map((name) => [name, `\u0000${name}\u0000`])))
    .split('\u0000')
    .map((part, i) => (i % 2 ? given[part] : part));
}

export const known = (key) => key in (all[chosen] ?? {});

export const number = (n) => n.toLocaleString(chosen, { maximumFractionDigits: 1 });

const units = [['d', 86400], ['h', 3600], ['m', 60], ['s', 1]];

// span is a time in its two largest units.
export function span(milliseconds) {
  let left = Math.max(0, Math.floor(milliseconds / 1000));
  const first = units.findIndex(([, size]) => left >= size);
  if (first < 0) return t('unit.s', { n: 0 });
  const parts = [];
  for (const [unit, size] of units.slice(first, first + 2)) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n) parts.push(t(`unit.${unit}`, { n }));
  }
  return parts.join(' ');
}

export const clock = (when) => new Date(when).toLocaleTimeString(chosen, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

export const date = (when) => new Date(when).toLocaleString(chosen, {
  month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
