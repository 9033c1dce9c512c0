// SPDX-License-Identifier: Apache-2.0
/// Builds the page: one HTML file with its script, its style and the licences of what is bundled.
/// node build.mjs [OUT.html], after npm ci; writes dist/report.html by default.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** Name, version, licence and its text of every package that has code in the bundle. */
function licencesOf(metafile, modules) {
  const names = new Set();
  const used = Object.values(metafile.outputs)
    .flatMap((o) => Object.entries(o.inputs))
    .filter(([, part]) => part.bytesInOutput > 0);
  for (const [path] of used) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match) names.add(match[1]);
  }
  // smiles-drawer carries chroma-js inside its own bundle.
  if (names.has('smiles-drawer')) names.add('chroma-js');
  // dagre carries graphlib inside its own bundle.
  if (names.has('@dagrejs/dagre')) names.add('@dagrejs/graphlib');
  return [...names].sort().map((name) => {
    const folder = join(modules, name);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license']
      .map((f) => join(folder, f))
      .find((f) => existsSync(f));
    if (!file) throw new Error(`package ${name} has no licence file; add its licence or drop it`);
    return { name, version: about.version, licence: about.license, text: readFileSync(file, 'utf8').trim() };
  });
}

function bundle(licences) {
  return esbuild.build({
    entryPoints: [join(here, 'src/main.js')],
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    define: { BUNDLED_LICENCES: JSON.stringify(licences) },
    logLevel: 'warning',
  });
}

function textOf(result, ending) {
  return result.outputFiles.find((f) => f.path.endsWith(ending)).text.trim();
}

async function main() {
  const modules = join(here, 'node_modules');
  const out = resolve(process.argv[2] ?? join(here, 'dist/report.html'));
  const licences = licencesOf((await bundle([])).metafile, modules);
  const result = await bundle(licences);
  const page = readFileSync(join(here, 'src/page.html'), 'utf8')
    .replace('/* style goes here */', () => textOf(result, '.css').replaceAll('</', '<\\/'))
    .replace('/* script goes here */', () =>
      textOf(result, '.js').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'),
    );
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.tmp`, page);
  renameSync(`${out}.tmp`, out);
}

await main();
