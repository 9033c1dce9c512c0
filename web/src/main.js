// SPDX-License-Identifier: Apache-2.0
/// Reads the report from the page and builds everything.

import { drawAllFor } from './chart.js';
import { h, paragraphs } from './dom.js';
import { networkPart } from './network/diagram.js';
import { makeNavigation } from './navigation.js';
import { askedPart, findingCards, noticeList, researchNote, titleBlock } from './parts/head.js';
import { assumptionList, parameterTable } from './parts/parameters.js';
import { learnReferences, referenceList } from './parts/references.js';
import { balancePart, licencePart, provenancePart, solverPart } from './parts/tail.js';
import { plotFigure } from './plots/plots.js';
import { preparePrint } from './print.js';
import './style.css';

const FORMAT = 'emtansim-report';
const VERSION = 1;

/** The report, or a sentence on why there is none. */
function readReport() {
  const text = document.getElementById('report-data').textContent;
  const report = JSON.parse(text);
  if (report?.format !== FORMAT) throw new Error('this page holds no Emtansim report');
  if (report.version > VERSION)
    throw new Error(`this report has version ${report.version}, and the page knows ${VERSION} at most`);
  return report;
}

const some = (list) => Array.isArray(list) && list.length > 0;

/** Figures one below the other; compact ones that follow each other stand side by side. */
function figuresOf(plots) {
  const items = [];
  let row = null;
  for (const plot of plots) {
    if (!plot.compact) row = null;
    else if (!row) {
      row = h('div', { class: 'compact-plots' });
      items.push(row);
    }
    if (row) row.append(plotFigure(plot));
    else items.push(plotFigure(plot));
  }
  return items;
}

/** All parts in reading order; a part without content is left out. */
function partsOf(report) {
  const { meta = {} } = report;
  const parts = [
    some(report.findings) && {
      id: 'findings',
      title: 'Key findings',
      make: () => findingCards(report.findings),
    },
    report.asked && { id: 'asked', title: 'What was asked', make: () => askedPart(report.asked) },
    ...(report.sections ?? []).map((section, i) => ({
      id: `section-${section.id ?? i}`,
      title: section.title ?? `Section ${i + 1}`,
      children: (section.plots ?? []).filter((p) => p.id && p.title && !p.compact),
      make: () => [paragraphs(section.text), figuresOf(section.plots ?? [])],
    })),
    some(report.network?.species) && {
      id: 'network',
      title: 'Reaction diagram',
      make: () => networkPart(report.network),
    },
    some(report.assumptions) && {
      id: 'assumptions',
      title: 'Assumptions',
      make: () => assumptionList(report.assumptions),
    },
    some(report.parameters) && {
      id: 'parameters',
      title: 'Parameters',
      make: () => parameterTable(report.parameters),
    },
    some(report.references) && {
      id: 'references',
      title: 'References',
      make: () => referenceList(report.references),
    },
    report.mass_balance && {
      id: 'mass-balance',
      title: 'Mass balance',
      make: () => balancePart(report.mass_balance),
    },
    report.solver && { id: 'solver', title: 'Solver', make: () => solverPart(report.solver) },
    { id: 'provenance', title: 'Provenance', make: () => provenancePart(report.provenance ?? {}, meta) },
  ];
  return parts.filter(Boolean);
}

/** A part of the page; one that cannot be built says so and leaves the others alone. */
function partElement(part) {
  const heading = `heading-${part.id}`;
  let content;
  try {
    content = part.make();
  } catch (error) {
    console.error(error);
    content = h('p', { class: 'quiet' }, `This part could not be shown (${error.message}).`);
  }
  return h(
    'section',
    {
      id: part.id,
      class: `part part-${part.id.startsWith('section-') ? 'plots' : part.id}`,
      'aria-labelledby': heading,
    },
    h('h2', { id: heading }, part.title),
    content,
  );
}

function footer(meta) {
  return h(
    'footer',
    { class: 'page-footer' },
    researchNote(meta),
    h(
      'p',
      { class: 'quiet' },
      'Emtansim, Apache-2.0. This page asks for nothing from any other place; it can be kept and sent as one file.',
    ),
    licencePart(BUNDLED_LICENCES),
  );
}

function build(report) {
  const { meta = {} } = report;
  document.title = meta.title ? `${meta.title} · Emtansim` : 'Emtansim report';
  learnReferences(report.references);
  const parts = partsOf(report);
  const failed = report.failed_members ?? [];
  const warnings = report.warnings ?? [];
  const main = h(
    'main',
    { id: 'content', tabindex: -1 },
    researchNote(meta),
    titleBlock(meta),
    (some(failed) || some(warnings)) && noticeList(failed, warnings),
    parts.map(partElement),
    footer(meta),
  );
  document.getElementById('page').replaceChildren(makeNavigation(parts, meta), main);
  drawAllFor('screen');
}

function start() {
  try {
    build(readReport());
    preparePrint();
    document.documentElement.dataset.ready = 'yes';
  } catch (error) {
    console.error(error);
    document
      .getElementById('page')
      .replaceChildren(
        h(
          'main',
          { id: 'content' },
          h('h1', {}, 'No report'),
          h('p', {}, `The report could not be shown: ${error.message}.`),
        ),
      );
  }
}

start();
