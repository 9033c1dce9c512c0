// SPDX-License-Identifier: Apache-2.0
/// Stacked layers and shares of a total. Pure functions.

/** [{key, low, high}] from bottom to top; a missing value counts as nothing. */
export function stackLayers(keys, values, length) {
  let floor = new Array(length).fill(0);
  return keys.map((key) => {
    const column = values[key] ?? [];
    const low = floor;
    const high = low.map((v, i) => v + Math.max(0, Number.isFinite(column[i]) ? column[i] : 0));
    floor = high;
    return { key, low, high };
  });
}

/** The same columns as percent of their sum at each time; where the sum is zero, nothing. */
export function asShares(keys, values, length) {
  const totals = new Array(length).fill(0);
  for (const key of keys) {
    (values[key] ?? []).forEach((v, i) => {
      if (Number.isFinite(v)) totals[i] += Math.max(0, v);
    });
  }
  const shares = {};
  for (const key of keys) {
    shares[key] = totals.map((total, i) => {
      const v = values[key]?.[i];
      return total > 0 && Number.isFinite(v) ? (100 * Math.max(0, v)) / total : total > 0 ? 0 : null;
    });
  }
  return shares;
}
