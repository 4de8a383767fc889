// Elements are rendered from scratch and then merged into the existing ones, so that focus, selection and open details stay.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== '') element.append(child);
  }
  return element;
}

// h creates an HTML element. Texts are never parsed as HTML.
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

// s creates an SVG element.
export const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

// section is a part of the page with a heading.
export const section = (id, title, ...children) => h('section', { class: `part ${id}`, 'data-key': id, 'aria-labelledby': `${id}-title` },
  h('h3', { id: `${id}-title` }, title), children);

// into renders children into an element, and keeps existing nodes that are the same.
export function into(element, ...children) {
  const next = element.cloneNode(false);
  fill(next, {}, children);
  morphChildren(element, next);
}

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null);
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function morph(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !(name === 'open' && old.nodeName === 'DETAILS')) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  morphChildren(old, next);
}

function morphChildren(old, next) {
  const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let at = old.firstChild;
  for (const child of [...next.childNodes]) {
    const known = keyOf(child) ? keyed.get(keyOf(child)) : at;
    if (known && alike(known, child)) {
      if (known !== at) old.insertBefore(known, at); else at = at.nextSibling;
      morph(known, child);
    } else {
      old.insertBefore(child, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}
