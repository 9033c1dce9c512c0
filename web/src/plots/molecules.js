// SPDX-License-Identifier: Apache-2.0
/// Structures drawn from SMILES, with the text beside them for those who cannot see the drawing.

import SmilesDrawer from 'smiles-drawer';

import { h, s } from '../dom.js';
import { prettyText } from '../format.js';
import { makeFigure } from './figure.js';

const SCALE = 1.15; // pixels of the page for one of the drawing, the same for all molecules where there is room
const atoms = ['C', 'O', 'N', 'F', 'CL', 'BR', 'I', 'P', 'S', 'B', 'SI', 'H'];
// Hues of the page, so that drawings follow light, dark and print.
const hues = { O: 'var(--bad)', N: 'var(--accent)', CL: 'var(--good)', S: 'var(--hue-5)' };

function theme() {
  const colors = Object.fromEntries(atoms.map((a) => [a, hues[a] ?? 'var(--ink)']));
  return { ...colors, FOREGROUND: 'var(--ink)', BACKGROUND: 'var(--card)' };
}

function drawing(molecule) {
  const picture = s('svg', {
    class: 'molecule-drawing',
    role: 'img',
    'aria-label': `Structure of ${molecule.name}`,
  });
  try {
    const drawer = new SmilesDrawer.SvgDrawer({
      scale: SCALE,
      padding: 22,
      bondThickness: 1.1,
      compactDrawing: false,
      themes: { page: theme() },
    });
    drawer.draw(SmilesDrawer.Parser.parse(molecule.smiles), picture, 'page');
    picture.style.width = `min(100%, ${picture.style.width})`;
    picture.style.height = '';
    return picture;
  } catch (error) {
    console.error(error);
    return h('p', { class: 'quiet' }, `The structure could not be drawn (${error.message}).`);
  }
}

/** The figure of a `molecules` plot. */
export function molecules(plot) {
  const items = (plot.molecules ?? []).map((molecule) =>
    h(
      'div',
      { class: 'molecule' },
      drawing(molecule),
      h('p', { class: 'molecule-name' }, h('b', {}, molecule.name), molecule.says && ` ${prettyText(molecule.says)}`),
      h('details', {}, h('summary', {}, 'SMILES'), h('code', {}, molecule.smiles)),
    ),
  );
  return makeFigure(plot, { body: h('div', { class: 'molecule-list' }, items) });
}
