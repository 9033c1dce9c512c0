// SPDX-License-Identifier: Apache-2.0
/// Builds the page: one HTML file with its script, its style and the licences of what is bundled.
/// node build.mjs [--packages FOLDER] [--out FILE]; FOLDER holds node_modules (this folder by default).

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

function option(name, fallback) {
  const at = process.argv.indexOf(name);
  return at > 0 ? resolve(process.argv[at + 1]) : fallback;
}

/** Name, version, licence and its text of every package that has code in the bundle. */
function licencesOf(metafile, modules) {
  const names = new Set();
  for (const path of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match) names.add(match[1]);
  }
  // dagre carries graphlib inside its own bundle.
  if (names.has('@dagrejs/dagre')) names.add('@dagrejs/graphlib');
  return [...names].sort().map((name) => {
    const folder = join(modules, name);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license'].map((f) => join(folder, f)).find((f) => existsSync(f));
    if (!file) throw new Error(`package ${name} has no licence file; add its licence or drop it`);
    return { name, version: about.version, licence: about.license, text: readFileSync(file, 'utf8').trim() };
  });
}

function bundle(esbuild, modules, licences) {
  return esbuild.build({ entryPoints: [join(here, 'src/main.js')], outdir: 'out', write: false, bundle: true, minify: true, format: 'iife', target: ['chrome100', 'firefox100', 'safari15.4'], charset: 'utf8',
    legalComments: 'none', metafile: true, nodePaths: [modules], define: { BUNDLED_LICENCES: JSON.stringify(licences) }, logLevel: 'warning' });
}

function textOf(result, ending) {
  return result.outputFiles.find((f) => f.path.endsWith(ending)).text.trim();
}

async function main() {
  const modules = join(option('--packages', here), 'node_modules');
  const out = option('--out', join(here, 'dist/report.html'));
  const esbuild = createRequire(join(modules, 'package.json'))('esbuild');
  const licences = licencesOf((await bundle(esbuild, modules, [])).metafile, modules);
  const result = await bundle(esbuild, modules, licences);
  const page = readFileSync(join(here, 'src/page.html'), 'utf8')
    .replace('/* style goes here */', () => textOf(result, '.css').replaceAll('</', '<\\/'))
    .replace('/* script goes here */', () => textOf(result, '.js').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.tmp`, page);
  renameSync(`${out}.tmp`, out);
}

await main();
