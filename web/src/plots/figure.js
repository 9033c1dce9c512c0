// SPDX-License-Identifier: Apache-2.0
/// What every plot has around it: title, controls, caption, legend, numbers; and the controls that plots share.

import { freshId, h } from '../dom.js';
import { prettyText } from '../format.js';

/** The figure of a plot; parts that are missing leave nothing. */
export function makeFigure(plot, { controls, body, legend, after, numbers }) {
  const heading = freshId('plot-title');
  return h(
    'figure',
    { class: `plot plot-${plot.kind}${plot.compact ? ' compact' : ''}`, id: plot.id ?? null, 'aria-labelledby': heading },
    h(
      'div',
      { class: 'plot-head' },
      h('h3', { id: heading }, plot.title ?? plot.id ?? 'Plot'),
      controls && h('div', { class: 'controls' }, controls),
    ),
    legend,
    body,
    after,
    plot.caption && h('figcaption', {}, prettyText(plot.caption)),
    numbers,
  );
}

/** A labelled choice from a list of {value, text}. */
export function makeChoice(label, options, value, onChange) {
  const select = h(
    'select',
    { onchange: () => onChange(select.value) },
    options.map((o) => h('option', { value: o.value, selected: String(o.value) === String(value) }, o.text)),
  );
  return h('label', { class: 'choice' }, h('span', {}, label), select);
}

/** A few exclusive buttons, as radio buttons for the keyboard. */
export function makeSwitch(label, options, value, onChange) {
  const name = freshId('switch');
  return h(
    'div',
    { class: 'switch', role: 'radiogroup', 'aria-label': label },
    options.map((o) =>
      h(
        'label',
        {},
        h('input', {
          type: 'radio',
          name,
          value: o.value,
          checked: o.value === value,
          onchange: () => onChange(o.value),
        }),
        h('span', {}, o.text),
      ),
    ),
  );
}

/** The names of the arms of cases, in order and once each. */
export function armsOf(cases) {
  return [...new Set(cases.map((c) => c.arm).filter((a) => a !== undefined && a !== null))];
}

function caseText(item, i, withArm) {
  const label = item.label ?? `case ${i + 1}`;
  return withArm && item.arm !== label ? `${item.arm}: ${label}` : label;
}

/** A word for the person: labels alone where there is one arm, with the arm where there are several. */
export function caseOptions(cases) {
  const several = armsOf(cases).length > 1;
  return cases.map((c, i) => ({
    value: i,
    text: caseText(c, i, several),
  }));
}

/** The case to begin with: the one named by `start`, else the last but one third, which is rarely untreated. */
export function firstCase(plot) {
  const cases = plot.cases ?? [];
  const named = cases.findIndex((c) => c.label === plot.start);
  return named >= 0 ? named : Math.floor(cases.length / 2);
}
