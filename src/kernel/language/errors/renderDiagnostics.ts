import type { CellDiagnostic } from '../checker/checkerProtocol.js';

const paint =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

/** ANSI colours of tracebacks; front ends turn them into their theme's. */
export const colours = {
  red: paint(31, 39),
  green: paint(32, 39),
  cyan: paint(36, 39),
  dim: paint(2, 22),
  bold: paint(1, 22),
};

/** So many are shown. */
const most = 10;
/** So much of a long line is shown. */
const widest = 160;

/** What the compiler complains about, each with the user's line and carets below the place. */
export function renderDiagnostics(cell: string, diagnostics: readonly CellDiagnostic[]): string[] {
  const lines = diagnostics.slice(0, most).flatMap((diagnostic, index) => {
    const { line, column, code, message, kind } = diagnostic;
    const number = String(line);
    const where = `${colours.cyan(cell)}:${line}:${column}`;
    const what = kind === 'syntax' ? 'syntax error' : `TS${code}`;
    const { text, before, length } = excerpt(diagnostic);
    return [
      ...(index > 0 ? [''] : []),
      `${where} ${colours.red(what)} ${message}`,
      `${colours.green('>')} ${colours.dim(`${number} | `)}${text}`,
      `  ${colours.dim(`${' '.repeat(number.length)} | `)}${before}${colours.red('^'.repeat(length))}`,
    ];
  });
  const more = diagnostics.length - most;
  return more > 0 ? [...lines, '', `… and ${more} more`] : lines;
}

/** The line, or the part of a very long one around the place; a tab keeps its width in the line of carets. */
function excerpt({ column, length, lineText }: CellDiagnostic): {
  text: string;
  before: string;
  length: number;
} {
  const start = lineText.length > widest ? Math.max(0, column - 1 - widest / 2) : 0;
  const text = lineText.slice(start, start + widest);
  const before = lineText.slice(start, column - 1).replace(/[^\t]/g, ' ');
  return { text, before, length: Math.max(1, Math.min(length, text.length - before.length)) };
}
