import type { CellDiagnostic } from './engineProtocol.js';
import { ts } from './typescript.js';

/** A compiler diagnostic in terms of the cell; `code` is what the user wrote. */
export function cellDiagnostic(
  diagnostic: ts.Diagnostic,
  code: string,
  kind: 'syntax' | 'type',
): CellDiagnostic {
  const file = diagnostic.file as ts.SourceFile;
  const start = Math.min(diagnostic.start ?? 0, file.text.length);
  const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
  const lineText = code.split(/\r?\n/)[line] ?? '';
  return {
    line: line + 1,
    column: character + 1,
    length: Math.max(1, Math.min(diagnostic.length ?? 1, lineText.length - character)),
    code: diagnostic.code,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
    lineText,
    kind,
  };
}
