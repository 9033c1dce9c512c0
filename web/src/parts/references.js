// SPDX-License-Identifier: Apache-2.0
/// The reference list, and links to it.

import { h } from '../dom.js';

const anchor = (key) => `ref-${key}`;
let known = new Map();

/** Remembers the references, so that citations can show the full text. */
export function learnReferences(references = []) {
  known = new Map(references.map((r) => [r.key, r]));
}

/** "austin2004, table 2" as a link to the list; a plain text where the list lacks the key. */
export function citation(key, place) {
  if (!key) return '';
  const text = place ? `${key}, ${place}` : key;
  const reference = known.get(key);
  return reference
    ? h('a', { class: 'cite', href: `#${anchor(key)}`, title: reference.text }, text)
    : h('span', { class: 'cite' }, text);
}

/** Only web addresses become links. */
function outside(url, text) {
  return /^https?:\/\//.test(url ?? '') ? h('a', { href: url, rel: 'noopener noreferrer' }, text) : text;
}

/** The list. */
export function referenceList(references) {
  return h(
    'ol',
    { class: 'references' },
    references.map((r) =>
      h(
        'li',
        { id: anchor(r.key) },
        h('b', { class: 'key' }, r.key),
        ' ',
        r.doi ? (r.text ?? '').replace(`https://doi.org/${r.doi}`, '').trim() : r.text,
        r.doi && [' ', outside(r.url ?? `https://doi.org/${r.doi}`, `doi:${r.doi}`)],
        !r.doi && r.url && [' ', outside(r.url, r.url)],
        r.pmid && ` PMID ${r.pmid}`,
      ),
    ),
  );
}
