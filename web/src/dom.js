// SPDX-License-Identifier: Apache-2.0
/// Elements without markup in strings: texts of a report can never become elements.

import { prettyText } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const MATHML = 'http://www.w3.org/1998/Math/MathML';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.setAttribute('class', value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** An HTML element; `onclick` and the like are listeners; children that are null, false or empty are left out. */
export function h(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function s(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

const mathNames = new Set([
  'math',
  'semantics',
  'mrow',
  'mi',
  'mn',
  'mo',
  'ms',
  'mtext',
  'mspace',
  'mfrac',
  'msqrt',
  'mroot',
  'mstyle',
  'msub',
  'msup',
  'msubsup',
  'munder',
  'mover',
  'munderover',
  'mtable',
  'mtr',
  'mtd',
  'mpadded',
  'mphantom',
  'mfenced',
]);
const mathAttributes = new Set([
  'display',
  'displaystyle',
  'scriptlevel',
  'mathvariant',
  'stretchy',
  'fence',
  'separator',
  'form',
  'lspace',
  'rspace',
  'linethickness',
  'columnalign',
  'width',
  'height',
  'depth',
  'accent',
  'accentunder',
  'largeop',
  'movablelimits',
]);

function copyMath(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || !mathNames.has(node.localName)) return null;
  const copy = document.createElementNS(MATHML, node.localName);
  for (const { name, value } of node.attributes) if (mathAttributes.has(name)) copy.setAttribute(name, value);
  for (const child of node.childNodes) {
    const inner = copyMath(child);
    if (inner) copy.append(inner);
  }
  return copy;
}

/** A formula from MathML text, element by element from an allowed list; the plain text where there is none. */
export function formula(rate) {
  if (!rate) return '';
  if (rate.mathml) {
    const inert = document.createElement('template');
    inert.innerHTML = rate.mathml;
    const math = inert.content.querySelector('math');
    const copy = math && copyMath(math);
    if (copy) return h('span', { class: 'formula' }, copy);
  }
  return h('code', { class: 'formula' }, rate.text ?? '');
}

let lastId = 0;

/** An id that no other element has. */
export function freshId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/** One or several paragraphs. */
export function paragraphs(text, attributes) {
  return [text]
    .flat()
    .filter(Boolean)
    .map((t) => h('p', attributes, typeof t === 'string' ? prettyText(t) : t));
}

/** A place that scrolls sideways and can be reached and scrolled by keyboard. */
export function scroller(label, ...children) {
  return h('div', { class: 'scroller', role: 'region', 'aria-label': label, tabindex: 0 }, children);
}

/** A path that may break after its slashes, and a file from its line number. */
export function breakable(path) {
  return path.split(/(?<=[/:])/).flatMap((part, i) => (i ? [h('wbr'), part] : [part]));
}
