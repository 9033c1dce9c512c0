// SPDX-License-Identifier: Apache-2.0
/// Paper has no clicks: what is folded but belongs to the report is opened while printing.

import { drawAllFor } from './chart.js';

/** Opens the marked folds and draws the charts for the sheet before printing, and takes both back afterwards. */
export function preparePrint() {
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.print-open:not([open])')];
    for (const fold of opened) fold.open = true;
    drawAllFor('paper');
  });
  window.addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
    opened = [];
    drawAllFor('screen');
  });
}
