import type { CellDiagnostic } from '../engine/engineProtocol.js';
import { colours } from './colours.js';

/** What the compiler complains about, each with the user's line and carets below the place. */
export function renderDiagnostics(cell: string, diagnostics: readonly CellDiagnostic[]): string[] {
  return diagnostics.flatMap((diagnostic, index) => {
    const { line, column, length, code, message, lineText, kind } = diagnostic;
    const number = String(line);
    const where = `${colours.cyan(cell)}:${line}:${column}`;
    const what = kind === 'syntax' ? 'syntax error' : `TS${code}`;
    // A tab keeps its width in the line of carets.
    const before = lineText.slice(0, column - 1).replace(/[^\t]/g, ' ');
    return [
      ...(index > 0 ? [''] : []),
      `${where} ${colours.red(what)} ${message}`,
      `${colours.green('>')} ${colours.dim(`${number} | `)}${lineText}`,
      `  ${colours.dim(`${' '.repeat(number.length)} | `)}${before}${colours.red('^'.repeat(length))}`,
    ];
  });
}
