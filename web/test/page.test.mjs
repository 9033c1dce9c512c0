// SPDX-License-Identifier: Apache-2.0
/// The built page: self-contained, small, and its licences told.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { passes } from '../src/parts/parameters.js';

const folder = new URL('../', import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), 'utf8');
const page = read('dist/report.html');

test('the page is one small file with one place for the report', () => {
  assert.equal(page.split('"the report goes here"').length, 2);
  assert.ok(page.length < 400000, `${page.length} characters`);
});

test('the page loads nothing from elsewhere', () => {
  assert.doesNotMatch(
    page,
    /<link|<script[^>]+src=|<img|@import|url\(\s*['"]?https?:|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket/,
  );
  assert.match(page, /default-src 'none'/);
});

test('the third-party table names every bundled package with its version', () => {
  const script = page.slice(page.lastIndexOf('<script>'));
  const table = read('THIRD_PARTY.md');
  const lock = JSON.parse(read('package-lock.json'));
  const rows = [...table.matchAll(/^\| (\S+) \| (\d\S*) \| ([^|]+) \|/gm)];
  assert.ok(rows.length > 5);
  for (const [, name, version] of rows) {
    assert.equal(lock.packages[`node_modules/${name}`]?.version, version, name);
    assert.ok(script.includes(`name:"${name}",version:"${version}"`), `${name} is not told in the page`);
  }
  assert.equal(
    [...script.matchAll(/\{name:"[^"]+",version:"[^"]+",licence:/g)].length,
    rows.length,
    'the page tells another number of packages',
  );
});

test('the lock file names no host', { skip: !existsSync(new URL('package-lock.json', folder)) }, () => {
  assert.doesNotMatch(read('package-lock.json'), /https?:/);
});

test('the parameter filter finds words anywhere and combines with the choices', () => {
  const parameter = {
    key: 'binding.affinity',
    name: 'Dissociation constant',
    obtained: 'fitted',
    mechanism: 'binding',
    source: { key: 'scheuher2023', place: 'table S2a' },
    alternatives: [{ source: 'tang2005', note: 'radioligand' }],
  };
  assert.ok(passes(parameter, {}));
  assert.ok(passes(parameter, { words: 'DISSOCIATION s2a' }));
  assert.ok(passes(parameter, { words: 'radioligand', obtained: 'fitted', mechanism: 'binding' }));
  assert.ok(!passes(parameter, { words: 'dissociation tubulin' }));
  assert.ok(!passes(parameter, { obtained: 'assumed' }));
  assert.ok(!passes(parameter, { obtained: 'overridden' }));
});
