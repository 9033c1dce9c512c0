// SPDX-License-Identifier: Apache-2.0
/// Colours, line styles and markers: ten hues that colour-blind readers can tell apart, never colour alone.
/// The hues are custom properties in style.css, so that light, dark and print each have their own shade.

export const HUES = 10;
const dashes = ['', '7 4', '2 3', '10 3 2 3', '5 2', '1 4', '12 4', '8 2 1 2 1 2'];
export const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'wedge', 'plus', 'ring'];

/** The look of series `index`: hues come round every ten, then with another dash and marker. */
export function lookOf(index) {
  const round = Math.floor(index / HUES);
  return {
    color: `var(--hue-${(index % HUES) + 1})`,
    fill: `var(--fill-${(index % HUES) + 1})`,
    dash: dashes[(index + round) % dashes.length],
    shape: shapes[(index + round) % shapes.length],
  };
}

/** A colour for position 0..1 along an order, such as rising doses: even in lightness for every kind of colour vision. */
export function rampColor(position) {
  const p = Math.min(1, Math.max(0, position));
  const [from, to, part] = p < 0.5 ? [1, 2, 2 * p] : [2, 3, 2 * p - 1];
  return `color-mix(in oklab, var(--ramp-${to}) ${Math.round(100 * part)}%, var(--ramp-${from}))`;
}

/** Looks for cases in the order of their dose: one ramp, dashes by turns. */
export function orderedLooks(count) {
  if (count <= 4) return Array.from({ length: count }, (_, i) => lookOf(i));
  return Array.from({ length: count }, (_, i) => ({
    ...lookOf(i),
    color: rampColor(i / (count - 1)),
    dash: dashes[i % 4],
  }));
}

/** SVG path of a marker of radius r around (x, y). */
export function markerPath(shape, x, y, r = 3.6) {
  const p = (dx, dy) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  switch (shape) {
    case 'square':
      return `M${p(-0.9, -0.9)}L${p(0.9, -0.9)}L${p(0.9, 0.9)}L${p(-0.9, 0.9)}Z`;
    case 'triangle':
      return `M${p(0, -1.15)}L${p(1.05, 0.8)}L${p(-1.05, 0.8)}Z`;
    case 'wedge':
      return `M${p(0, 1.15)}L${p(1.05, -0.8)}L${p(-1.05, -0.8)}Z`;
    case 'diamond':
      return `M${p(0, -1.25)}L${p(1.1, 0)}L${p(0, 1.25)}L${p(-1.1, 0)}Z`;
    case 'cross':
      return `M${p(-0.9, -0.9)}L${p(0.9, 0.9)}M${p(0.9, -0.9)}L${p(-0.9, 0.9)}`;
    case 'plus':
      return `M${p(-1.1, 0)}L${p(1.1, 0)}M${p(0, -1.1)}L${p(0, 1.1)}`;
    default:
      return `M${p(-1, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }
}

/** Markers that are lines or rings are not filled. */
export const isOpen = (shape) => shape === 'cross' || shape === 'plus' || shape === 'ring';
