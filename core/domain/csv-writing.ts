/** Tables as CSV (RFC 4180) that spreadsheets open as text and nothing else. */

/** Spreadsheets run cells that begin like this; a number or telephone number is none. */
const formula = /^(?:[=@\t\r]|[+-](?![\d\s().-]+$))/;

/** The header first; with the mark by which spreadsheets know UTF-8. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
