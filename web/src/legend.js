// SPDX-License-Identifier: Apache-2.0
/// The legend of a chart: one button per series, with its line, marker or fill; pressing it hides the series.

import { h, s } from './dom.js';
import { isOpen, markerPath } from './palette.js';

/** The sign of a series: `line`, `mark` or `layer` and combinations. */
export function sign(look, kinds) {
  const parts = [];
  if (kinds.includes('layer'))
    parts.push(s('rect', { x: 6, y: 1, width: 14, height: 12, rx: 2, fill: look.fill, stroke: look.color }));
  if (kinds.includes('line')) {
    parts.push(
      s('line', {
        x1: 1,
        x2: 25,
        y1: 7,
        y2: 7,
        stroke: look.color,
        'stroke-width': 2.2,
        'stroke-dasharray': look.dash || null,
      }),
    );
  }
  if (kinds.includes('mark')) {
    parts.push(
      s('path', {
        d: markerPath(look.shape, 13, 7, 3.8),
        fill: isOpen(look.shape) ? 'none' : look.color,
        stroke: look.color,
        'stroke-width': 1.6,
      }),
    );
  }
  return s(
    'svg',
    { class: 'sign', width: 26, height: 14, viewBox: '0 0 26 14', 'aria-hidden': 'true' },
    parts,
  );
}

/** Buttons for [{key, name, look, kinds}]; `onToggle(key, visible)`. With one series: a plain label. */
export function makeLegend(items, onToggle) {
  if (items.length === 1)
    return h(
      'div',
      { class: 'legend' },
      h('span', { class: 'legend-item' }, sign(items[0].look, items[0].kinds), items[0].name),
    );
  return h(
    'div',
    { class: 'legend', role: 'group', 'aria-label': 'Series; press to hide or show' },
    items.map((item) => {
      const button = h(
        'button',
        {
          type: 'button',
          class: 'legend-item',
          'aria-pressed': 'true',
          onclick: () => {
            const visible = button.getAttribute('aria-pressed') !== 'true';
            button.setAttribute('aria-pressed', String(visible));
            onToggle(item.key, visible);
          },
        },
        sign(item.look, item.kinds),
        item.name,
      );
      return button;
    }),
  );
}
