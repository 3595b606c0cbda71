import { packageRoot } from '../../../core/index.js';
import { isInstalled } from '../../modules/isInstalled.js';
import { isNpm } from '../../packages/npmSpecifier.js';
import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import { isDeferred } from '../emit/scopeResolution.js';
import type { Project } from '../project/project.js';
import type { CellDiagnostic } from './checkerProtocol.js';

/** Whether a diagnostic is shown at all. */
export function matters(diagnostic: ts.Diagnostic, project: Project): boolean {
  if (diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  return project.shows(diagnostic.code) && !isPastResult(diagnostic);
}

/** `_3`: whether the third cell gave something shows when this one runs. */
function isPastResult(diagnostic: ts.Diagnostic): boolean {
  return /^_\d+$/.test(unknownNameOf(diagnostic) ?? '');
}

/** TypeScript's numbers: a name that it cannot find, also with a proposal, and as a shorthand property. */
const unknownName = new Set([2304, 2552, 18004]);

/** The name that a diagnostic cannot find. */
export function unknownNameOf({ code, file, start, length }: ts.Diagnostic): string | undefined {
  if (!unknownName.has(code) || !file || start === undefined) return undefined;
  return file.text.slice(start, start + (length ?? 0));
}

/** Whether a function uses a name that a later cell may still declare: no reason not to run this one. */
export function isOfLater({ code, file, start }: ts.Diagnostic): boolean {
  if (!unknownName.has(code) || !file || start === undefined) return false;
  const node = internals.getTouchingPropertyName(file, start);
  return ts.isIdentifier(node) && !ts.isPartOfTypeNode(node) && isDeferred(node);
}

/** What the user wrote, as it was parsed. */
export interface UserText {
  readonly code: string;
  /** How much stands in the first line before it. @default 0 */
  readonly lead?: number;
}

/** A compiler diagnostic in terms of the cell. @param folders where its modules are looked for */
export function cellDiagnostic(
  diagnostic: ts.Diagnostic,
  { code, lead = 0 }: UserText,
  kind: 'syntax' | 'type',
  folders: readonly string[] = [],
): CellDiagnostic {
  const file = diagnostic.file as ts.SourceFile;
  const start = Math.min(diagnostic.start ?? 0, file.text.length);
  const { line, character: parsed } = ts.getLineAndCharacterOfPosition(file, start);
  const character = line === 0 ? Math.max(0, parsed - lead) : parsed;
  const lineText = code.split(/\r?\n/)[line] ?? '';
  return {
    line: line + 1,
    column: character + 1,
    length: Math.max(1, Math.min(diagnostic.length ?? 1, lineText.length - character)),
    code: diagnostic.code,
    message:
      [spokenMessage(diagnostic, file, start), ...hints(diagnostic)].join('\n→ ') +
      remedy(diagnostic, folders),
    lineText,
    kind,
  };
}

/** What keeps a text from being TypeScript at all. */
export function syntaxErrors(file: BoundSourceFile, text: UserText): CellDiagnostic[] {
  return file.parseDiagnostics.map((each) => cellDiagnostic(each, text, 'syntax'));
}

/** What can be said about the names of a text without knowing any type: two of them where there can be one. */
export function bindingErrors(file: BoundSourceFile, text: UserText, project: Project): CellDiagnostic[] {
  internals.bindSourceFile(file, project.checking);
  return file.bindDiagnostics
    .filter((each) => matters(each, project))
    .map((each) => cellDiagnostic(each, text, 'type'));
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

/** What TypeScript asks or proposes beside its message: "Did you forget to use 'await'?", "Consider using a default import". */
function hints({ relatedInformation = [], messageText }: ts.Diagnostic): string[] {
  const flat = (message: string | ts.DiagnosticMessageChain): string =>
    ts.flattenDiagnosticMessageText(message, ' ');
  const asked = relatedInformation
    .map((info) => flat(info.messageText))
    .filter((text) => /^(Did you |Type originates at this import)/.test(text));
  // It asks so of `x.y` and of what would fit; a promise that is taken apart or plotted is as often a forgotten one.
  const promised = /(?:on type|^Type|^Argument of type) 'Promise</.test(flat(messageText));
  return [...new Set(asked.length === 0 && promised ? ["Did you forget to use 'await'?"] : asked)];
}

/** What the user can do about it. */
function remedy({ code, messageText }: ts.Diagnostic, folders: readonly string[]): string {
  const types = /type definition file for '([^']+)'/.exec(
    ts.flattenDiagnosticMessageText(messageText, ''),
  )?.[1];
  if (code === 2688 && types !== undefined) return `\n→ Install it with: !npm install @types/${types}`;
  const name = /(?:Cannot find module|requires the module path) '([^']+)'/.exec(
    ts.flattenDiagnosticMessageText(messageText, ''),
  )?.[1];
  if ((code !== 2307 && code !== 2875) || name === undefined) return '';
  if (/^[./]/.test(name)) return '\n→ Check the path; it starts at the folder of the notebook.';
  if (/^(@\/|[~#])/.test(name))
    return '\n→ No package is called so; `paths` in tsconfig.json says where such names are.';
  if (!isNpm(name) && /^[a-z]+:/.test(name))
    return '\n→ Modules are files here, or packages of npm: `npm:NAME` installs one.';
  const wanted = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
  if (isNpm(name) || (name !== wanted && isInstalled(name, folders)))
    return '\n→ The package is installed, and has no such part.';
  return `\n→ Install it with: !npm install ${wanted}`;
}
