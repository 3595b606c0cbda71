import { ts } from '../../patches/typescript.js';
import type { CellDiagnostic } from './checkerProtocol.js';

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
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n') + remedy(diagnostic),
    lineText,
    kind,
  };
}

/** What the user can do about it. */
function remedy({ code, messageText }: ts.Diagnostic): string {
  const name = /Cannot find module '([^']+)'/.exec(ts.flattenDiagnosticMessageText(messageText, ''))?.[1];
  if (code !== 2307 || name === undefined) return '';
  if (/^[./]/.test(name)) return '\n→ Check the path; it starts at the folder of the notebook.';
  const folders = name.startsWith('@') ? 2 : 1;
  return `\n→ Install it with: !npm install ${name.split('/').slice(0, folders).join('/')}`;
}
