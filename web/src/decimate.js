// SPDX-License-Identifier: Apache-2.0
/// Fewer points for the same picture: per pixel column the first, lowest, highest and last one. Pure functions.

/**
 * Indices to draw of a curve whose points lie at `position[i]` (pixels, ascending) with heights `y[i]`.
 * A gap (null, NaN) keeps one index, so that the line still breaks there.
 */
export function visibleIndices(position, y, limit) {
  const n = y.length;
  if (n <= limit) return Array.from({ length: n }, (_, i) => i);
  const kept = [];
  let i = 0;
  while (i < n) {
    const column = Math.floor(position[i]);
    const start = i;
    let low = -1;
    let high = -1;
    let gap = -1;
    while (i < n && Math.floor(position[i]) === column) {
      if (!Number.isFinite(y[i])) gap = i;
      else {
        if (low < 0 || y[i] < y[low]) low = i;
        if (high < 0 || y[i] > y[high]) high = i;
      }
      i += 1;
    }
    const some = new Set([start, low, high, gap, i - 1].filter((k) => k >= 0));
    kept.push(...[...some].sort((a, b) => a - b));
  }
  return kept;
}

/** The index whose value is nearest to `x` in an ascending column; -1 when there is none. */
export function nearestIndex(column, x) {
  let low = 0;
  let high = column.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (column[middle] <= x) low = middle;
    else high = middle;
  }
  return Math.abs(column[low] - x) <= Math.abs(column[high] - x) ? low : high;
}
