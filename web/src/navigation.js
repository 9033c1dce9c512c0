// SPDX-License-Identifier: Apache-2.0
/// The contents on the left (a fold-out list on narrow screens), with the part in view marked, and the page's own buttons.

import { h } from './dom.js';

const themes = ['auto', 'light', 'dark'];
const themeWords = { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' };

function themeButton() {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'small',
      onclick: () => {
        const now = document.documentElement.dataset.theme ?? 'auto';
        const next = themes[(themes.indexOf(now) + 1) % themes.length];
        document.documentElement.dataset.theme = next;
        button.textContent = themeWords[next];
      },
    },
    themeWords.auto,
  );
  return button;
}

function entry(part) {
  return h(
    'li',
    {},
    h('a', { href: `#${part.id}`, 'data-part': part.id }, part.title),
    part.children?.length > 1 &&
      h(
        'ul',
        {},
        part.children.map((p) => h('li', {}, h('a', { href: `#${p.id}` }, p.title))),
      ),
  );
}

/** Marks the part that is being read. */
function follow(links, parts) {
  const seen = new Map();
  const mark = () => {
    const current = parts.find((p) => seen.get(p.id));
    for (const link of links) {
      if (link.dataset.part === current?.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const e of entries) seen.set(e.target.id, e.isIntersecting);
      mark();
    },
    { rootMargin: '-10% 0px -70% 0px' },
  );
  requestAnimationFrame(() =>
    parts.forEach((p) => {
      const element = document.getElementById(p.id);
      if (element) observer.observe(element);
    }),
  );
}

/** The navigation. */
export function makeNavigation(parts, meta) {
  const list = h('ul', { class: 'contents' }, parts.map(entry));
  follow([...list.querySelectorAll('[data-part]')], parts);
  const wide = window.matchMedia('(min-width: 1080px)');
  const fold = h(
    'details',
    { class: 'contents-fold', open: wide.matches },
    h('summary', {}, 'Contents'),
    list,
  );
  wide.addEventListener('change', () => {
    fold.open = wide.matches;
  });
  list.addEventListener('click', (e) => {
    if (e.target.closest('a') && !wide.matches) fold.open = false;
  });
  return h(
    'nav',
    { class: 'side', 'aria-label': 'Contents' },
    h('p', { class: 'side-title' }, h('a', { href: '#content' }, meta.title ?? 'Emtansim report')),
    fold,
    h(
      'div',
      { class: 'side-tools' },
      themeButton(),
      h('button', { type: 'button', class: 'small', onclick: () => window.print() }, 'Print'),
    ),
  );
}
