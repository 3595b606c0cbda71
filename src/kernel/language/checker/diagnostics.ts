import { packageRoot } from '../../../core/index.js';
import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import { isDeferred } from '../emit/scopeResolution.js';
import { compilerOptions } from '../world/compilerOptions.js';
import type { CellDiagnostic } from './checkerProtocol.js';

/**
 * Diagnostics that would only be in the way in a notebook. `noImplicitAny` stays on, because inference is better
 * with it (`const losses = []` learns its element type), but nobody has to annotate a lambda in a lesson.
 */
const dropped = new Set([
  // Something is possibly null or undefined: running the cell tells at once, with the line.
  2531, 2532, 2533, 18047, 18048, 18049,
  // Used before it is assigned: it is undefined then, which shows when the cell runs.
  2454,
  // `export { x }` of an earlier cell's variable.
  2661,
  // Left side of a comma unused; unreachable code; unused label.
  2695, 7027, 7028,
  // `this` of a plain function, as in JavaScript's constructors, is any.
  2683,
  // A module without type declarations is any.
  7016,
  // A module that allows no default import under strict settings: it is given one at run time.
  1259, 1192,
]);

/** Whether a diagnostic is shown at all. */
export function matters(diagnostic: ts.Diagnostic): boolean {
  if (diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  const { code } = diagnostic;
  const implicitAny = code >= 7005 && code <= 7057 && code !== 7027 && code !== 7028;
  return !implicitAny && !dropped.has(code) && !isPastResult(diagnostic);
}

/** `_3`: whether the third cell gave something shows when this one runs. */
function isPastResult({ code, file, start, length }: ts.Diagnostic): boolean {
  if (!unknownName.has(code) || !file || start === undefined) return false;
  return /^_\d+$/.test(file.text.slice(start, start + (length ?? 0)));
}

/** TypeScript's numbers: a name that it cannot find, also with a proposal, and as a shorthand property. */
const unknownName = new Set([2304, 2552, 18004]);

/** Whether a function uses a name that a later cell may still declare: no reason not to run this one. */
export function isOfLater({ code, file, start }: ts.Diagnostic): boolean {
  if (!unknownName.has(code) || !file || start === undefined) return false;
  const node = internals.getTouchingPropertyName(file, start);
  return ts.isIdentifier(node) && !ts.isPartOfTypeNode(node) && isDeferred(node);
}

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
    message: [spokenMessage(diagnostic, file, start), ...hints(diagnostic)].join('\n→ ') + remedy(diagnostic),
    lineText,
    kind,
  };
}

/** What keeps a text from being TypeScript at all. */
export function syntaxErrors(file: BoundSourceFile, code: string): CellDiagnostic[] {
  return file.parseDiagnostics.map((each) => cellDiagnostic(each, code, 'syntax'));
}

/** What can be said about the names of a text without knowing any type: two of them where there can be one. */
export function bindingErrors(file: BoundSourceFile, code: string): CellDiagnostic[] {
  internals.bindSourceFile(file, compilerOptions);
  return file.bindDiagnostics.filter(matters).map((each) => cellDiagnostic(each, code, 'type'));
}

/** TypeScript's message, modules under the names by which one imports them, not by the files that they are. */
function spokenMessage({ messageText }: ts.Diagnostic, file: ts.SourceFile, start: number): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const asked = specifierAt(file, start);
  return message.replace(/"((?:\.{1,2}|\w:)?\/[^"\n]*)"/g, (whole, path: string) => {
    const name = asked ?? packageOf(path);
    return name === undefined ? whole : `"${name}"`;
  });
}

/** What is imported at this place. */
function specifierAt(file: ts.SourceFile, place: number): string | undefined {
  const statement = file.statements.find(({ pos, end }) => pos <= place && place < end);
  const from =
    statement && (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
      ? statement.moduleSpecifier
      : undefined;
  return from && ts.isStringLiteral(from) ? from.text : undefined;
}

/** The package that a file belongs to; of our own, with the part that has a name. */
function packageOf(path: string): string | undefined {
  const root = `${packageRoot().replaceAll('\\', '/')}/`;
  if (path.startsWith(root) && !path.startsWith(`${root}node_modules/`)) {
    const part = /^(?:dist|src)\/(\w+)\/public\b/.exec(path.slice(root.length))?.[1];
    return part === undefined ? 'tsvision' : `tsvision/${part}`;
  }
  return /.*\/node_modules\/(?:@types\/)?((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
}

/** What TypeScript asks beside its message: "Did you forget to use 'await'?", "Did you mean to call this expression?". */
function hints({ relatedInformation = [], messageText }: ts.Diagnostic): string[] {
  const flat = (message: string | ts.DiagnosticMessageChain): string =>
    ts.flattenDiagnosticMessageText(message, ' ');
  const asked = relatedInformation
    .map((info) => flat(info.messageText))
    .filter((text) => text.startsWith('Did you '));
  // It asks so of `x.y` and of what would fit; a promise that is taken apart or plotted is as often a forgotten one.
  const promised = /(?:on type|^Type|^Argument of type) 'Promise</.test(flat(messageText));
  return [...new Set(asked.length === 0 && promised ? ["Did you forget to use 'await'?"] : asked)];
}

/** What the user can do about it. */
function remedy({ code, messageText }: ts.Diagnostic): string {
  const name = /Cannot find module '([^']+)'/.exec(ts.flattenDiagnosticMessageText(messageText, ''))?.[1];
  if (code !== 2307 || name === undefined) return '';
  if (/^[./]/.test(name)) return '\n→ Check the path; it starts at the folder of the notebook.';
  const folders = name.startsWith('@') ? 2 : 1;
  return `\n→ Install it with: !npm install ${name.split('/').slice(0, folders).join('/')}`;
}
