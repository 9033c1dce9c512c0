// SPDX-License-Identifier: Apache-2.0
/// Tables as CSV (RFC 4180) and as text for the clipboard. Pure functions.

function cell(value) {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A column head with its unit: "dose (nM)". */
export function headOf(column) {
  return column.unit ? `${column.name} (${column.unit})` : column.name;
}

/** CSV with a head line, CRLF ends and full precision; a missing value is an empty cell. */
export function toCsv(columns, rows) {
  const lines = [columns.map((c) => cell(headOf(c))), ...rows.map((row) => row.map(cell))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** Tab-separated, so that a spreadsheet takes it from the clipboard as columns. */
export function toTabs(columns, rows) {
  const clean = (v) => (v === null || v === undefined ? '' : String(v).replace(/[\t\r\n]+/g, ' '));
  return [columns.map((c) => clean(headOf(c))), ...rows.map((row) => row.map(clean))]
    .map((l) => l.join('\t'))
    .join('\n');
}

/** A file name from a title: letters, digits and dashes. */
export function fileName(title, ending) {
  const stem = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${stem || 'table'}.${ending}`;
}
