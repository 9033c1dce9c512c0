// SPDX-License-Identifier: Apache-2.0
/// A headless chromium for the tests: opens a page and gives back its elements and what it complained about.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const names = [process.env.EMTANSIM_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(
  Boolean,
);

/** The first browser that answers, or nothing. */
export const browser = names.find((name) => spawnSync(name, ['--version']).status === 0);

const template = readFileSync(new URL('../dist/report.html', import.meta.url), 'utf8');

/** The page with a report inside; `probe` is a script that runs after it. */
export function fill(report, probe = '') {
  const page = template.replace('"the report goes here"', () =>
    JSON.stringify(report).replaceAll('<', '\\u003c'),
  );
  return probe ? page.replace('</body>', () => `<script>${probe}</script></body>`) : page;
}

/** Runs the browser on a page: {dom, complaints, milliseconds}. */
export function open(page, extra = []) {
  const folder = mkdtempSync(join(tmpdir(), 'emtansim-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, page);
  const options = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--window-size=1400,900',
    '--virtual-time-budget=5000',
    '--enable-logging=stderr',
    '--dump-dom',
    ...extra,
    `file://${file}`,
  ];
  const began = Date.now();
  return new Promise((resolve, reject) => {
    execFile(browser, options, { maxBuffer: 1 << 28, timeout: 90000 }, (error, dom, log) => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      if (error) reject(error);
      else
        resolve({
          dom,
          complaints: log.split('\n').filter((line) => line.includes(':CONSOLE')),
          milliseconds: Date.now() - began,
        });
    });
  });
}

/** How often a text occurs. */
export const count = (text, part) => text.split(part).length - 1;
