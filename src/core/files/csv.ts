/**
 * A row of a CSV file, with its line feed. A cell is quoted where RFC 4180 asks for it, and where a reader that trims
 * would lose the space at its ends.
 *
 * @param delimiter @default ','
 */
export function csvLine(cells: readonly (string | number)[], delimiter = ','): string {
  return `${cells.map((cell) => csvCell(String(cell), delimiter)).join(delimiter)}\n`;
}

function csvCell(text: string, delimiter: string): string {
  return /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}
