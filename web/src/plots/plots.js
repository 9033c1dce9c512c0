// SPDX-License-Identifier: Apache-2.0
/// From a plot of the report to its figure, by kind.

import { h } from '../dom.js';
import { makeTable } from '../numbers.js';
import { bars } from './bars.js';
import { chargeMap } from './charge_map.js';
import { doseResponse } from './dose_response.js';
import { makeFigure } from './figure.js';
import { molecules } from './molecules.js';
import { predictedObserved } from './predicted_observed.js';
import { sectionMap } from './section_map.js';
import { spectrum } from './spectrum.js';
import { stack } from './stack.js';
import { timeCourse } from './time_course.js';

function table(plot) {
  return makeFigure(plot, { body: makeTable(plot.columns ?? [], plot.rows ?? [], { label: plot.title }) });
}

const kinds = {
  dose_response: doseResponse,
  time_course: timeCourse,
  stack,
  predicted_observed: predictedObserved,
  bars,
  table,
  spectrum,
  charge_map: chargeMap,
  section_map: sectionMap,
  molecules,
};

/** The figure; a plot of an unknown kind, or one that is broken, says so in its place and does no other harm. */
export function plotFigure(plot) {
  const draw = kinds[plot.kind];
  if (!draw)
    return makeFigure(plot, {
      body: h('p', { class: 'quiet' }, `This page does not know plots of kind “${plot.kind}”.`),
    });
  try {
    return draw(plot);
  } catch (error) {
    console.error(error);
    return makeFigure(plot, {
      body: h('p', { class: 'quiet' }, `This plot could not be drawn (${error.message}).`),
    });
  }
}
