// SPDX-License-Identifier: Apache-2.0
/// Puts a report into the built page, as the library does: node tools/fill.mjs REPORT.json OUT.html [PAGE.html]

import { readFileSync, writeFileSync } from 'node:fs';

const [report, out, page = new URL('../dist/report.html', import.meta.url)] = process.argv.slice(2);
if (!out) throw new Error('two files are needed: the report and the page to write');
const json = readFileSync(report, 'utf8').trim().replaceAll('<', '\\u003c');
writeFileSync(
  out,
  readFileSync(page, 'utf8').replace('"the report goes here"', () => json),
);
