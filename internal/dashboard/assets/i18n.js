// The texts of the page in the selected language. Names from the API and messages of engines are not translated, so that
// users can search for them.

const all = {};
let chosen = 'en';

export async function loadLanguage(language) {
  chosen = all[language] ? language : chosen;
  if (!all[language]) {
    const answer = await fetch(`/assets/${language}.json`);
    if (!answer.ok) throw new Error(`no translation for ${language}`);
    all[language] = await answer.json();
    chosen = language;
  }
  document.documentElement.lang = language;
}

export const language = () => chosen;

// t returns a text, with {name} replaced by the value of that name.
export function t(key, given = {}) {
  const text = all[chosen]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? '');
}

// tt does the same with elements as values.
export function tt(key, given) {
  return t(key, Object.fromEntries(Object.keys(given).map((name) => [name, `\u0000${name}\u0000`])))
    .split('\u0000')
    .map((part, i) => (i % 2 ? given[part] : part));
}

export const hasText = (key) => key in (all[chosen] ?? {});

export const number = (n) => n.toLocaleString(chosen, { maximumFractionDigits: 1 });

const units = [['d', 86400], ['h', 3600], ['m', 60], ['s', 1]];

// span is a duration in its two largest units.
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
