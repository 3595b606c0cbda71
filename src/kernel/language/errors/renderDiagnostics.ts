import type { CellDiagnostic } from '../engine/engineProtocol.js';

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const cyan = (text: string): string => `\u001b[36m${text}\u001b[39m`;
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;

/** What the compiler complains about, each with the user's line and carets below the place. */
export function renderDiagnostics(cell: string, diagnostics: readonly CellDiagnostic[]): string[] {
  return diagnostics.flatMap((diagnostic, index) => {
    const { line, column, length, code, message, lineText, kind } = diagnostic;
    const number = String(line);
    const where = `${cyan(cell)}:${line}:${column}`;
    const what = kind === 'syntax' ? 'syntax error' : `TS${code}`;
    // A tab keeps its width in the line of carets.
    const before = lineText.slice(0, column - 1).replace(/[^\t]/g, ' ');
    return [
      ...(index > 0 ? [''] : []),
      `${where} ${red(what)} ${message}`,
      `${dim(`${number} |`)} ${lineText}`,
      `${dim(`${' '.repeat(number.length)} |`)} ${before}${red('^'.repeat(length))}`,
    ];
  });
}
