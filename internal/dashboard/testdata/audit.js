// Checks the accessibility of the page: names, contrasts, headings, sizes. Returns a sentence for each problem.
(() => {
  const wrong = [];
  const say = (element, what) => wrong.push(`${element.outerHTML.slice(0, 120)}: ${what}`);
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);

  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return text.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reverse().reduce((below, color) => over(color, below), [255, 255, 255, 1]);
  };
  const luminance = (color) => color.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const judge = (element, color, least) => {
    const below = ground(element);
    const got = contrast(over(parse(color), below), below);
    if (got < least) say(element, `contrast ${got.toFixed(2)} is less than ${least}`);
  };

  let texts = 0;
  for (const element of all('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (own && !element.closest('svg') && !element.classList.contains('visually-hidden')) {
      texts += 1;
      judge(element, getComputedStyle(element).color, 4.5);
    }
  }
  if (texts < 20) wrong.push(`only ${texts} texts were looked at`);
  for (const input of all('input')) judge(input, getComputedStyle(input, '::placeholder').color, 4.5);
  for (const sign of all('svg.sign')) judge(sign, getComputedStyle(sign).color, 3);

  const name = (element) => {
    const by = element.getAttribute('aria-labelledby');
    if (by) return by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  };
  for (const element of all('a, button, input, summary, nav, main, [role="img"], [role="region"], section, article')) {
    if (!name(element)) say(element, 'it has no name');
  }
  for (const element of all('button, summary, input')) {
    const box = element.getBoundingClientRect();
    if (box.height < 24 || box.width < 24) say(element, `it is ${box.width} by ${box.height}: too small to hit`);
  }
  for (const svg of all('svg')) {
    if (svg.getAttribute('role') !== 'img' && svg.getAttribute('aria-hidden') !== 'true') say(svg, 'a picture that is neither named nor hidden');
  }
  for (const sign of all('svg.sign')) {
    if (!(sign.parentElement.textContent || '').trim()) say(sign, 'a sign without a word beside it');
  }

  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push(`the id ${id} is there twice`);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls']) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(' ')) if (!document.getElementById(id)) say(element, `${attribute} names ${id}, which is not there`);
    }
  }
  let level = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const here = Number(heading.tagName[1]);
    if (here > level + 1) say(heading, `a heading of level ${here} after one of level ${level}`);
    level = here;
  }
  for (const table of all('table')) if (!table.querySelector('th[scope="col"]') && seen(table.querySelector('thead') ?? table)) say(table, 'a table without headings');
  for (const list of all('ul, ol')) for (const child of list.children) if (child.tagName !== 'LI') say(child, 'it is in a list and no item of it');
  for (const element of document.querySelectorAll('[tabindex]')) if (element.tabIndex > 0) say(element, 'a tabindex above 0');
  if (!document.documentElement.lang) wrong.push('the page has no language');
  if (!document.title) wrong.push('the page has no title');
  if (document.querySelectorAll('main').length !== 1) wrong.push('there is not one main part');
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`it is ${document.documentElement.scrollWidth} wide, and the window ${innerWidth}`);
  return wrong;
})()
