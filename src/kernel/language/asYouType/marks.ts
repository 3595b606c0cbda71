import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import type { CellDiagnostic } from '../checker/checkerProtocol.js';
import { syntaxErrors } from '../checker/diagnostics.js';
import { judge } from '../checker/judgement.js';
import type { CellFile } from '../world/typeWorld.js';
import type { Mark } from './questions.js';
import type { SessionState } from './sessionState.js';
import type { KnownMark, WrittenCell } from './writtenCell.js';

/** Looks at a cell once more, its names with other meanings. */
export type LookAgain = <T>(scope: ReadonlyMap<string, ts.Symbol>, look: (types: CellFile) => T) => T;

/**
 * What running a cell would say, and what in it is never used.
 *
 * Somebody may run the cell next, or the cells above it first that are yet to be run. Where that makes a difference
 * only what is said either way is shown.
 */
export function marksOf(session: SessionState, cell: WrittenCell, again: LookAgain): KnownMark[] {
  const mode = session.modeOf(cell.text.written, cell.text.expanded);
  const severity = mode === 'error' ? 'error' : 'warning';
  const unused = session.world.hints(cell.types.file).filter((each) => isIdle(each, cell.types));
  return [
    ...said(session, cell, mode, again).map((each) => markOf(each, cell, severity)),
    ...unused.map((each) => ({ mark: hintOf(each, cell) })),
  ];
}

function said(
  session: SessionState,
  cell: WrittenCell,
  mode: string,
  again: LookAgain,
): readonly CellDiagnostic[] {
  const { file } = cell.types;
  const user = { code: cell.text.checked };
  const syntax = syntaxErrors(file, user);
  if (syntax.length > 0 || mode === 'off') return syntax;
  const { types } = session;
  const asJavaScript = (): CellFile => session.add(cell.text.checked, cell.above, { as: 'javascript' });
  const { errors, other } = judge(session.world, types, cell.types, user, asJavaScript);
  if (other) session.world.drop(other.file);
  const next = errors.length > 0 ? cell.ifRunNext : undefined;
  if (!next) return errors;
  const key = ({ line, column, code }: CellDiagnostic): string => `${line}:${column}:${code}`;
  const either = new Set(again(next, (other) => types.errors(other.file, user)).map(key));
  return errors.filter((each) => either.has(key(each)));
}

function markOf(diagnostic: CellDiagnostic, cell: WrittenCell, severity: Mark['severity']): KnownMark {
  const { line, column, length, message, code, isOfLater } = diagnostic;
  const { file } = cell.types;
  const start = ts.getPositionOfLineAndCharacter(file, line - 1, column - 1);
  const mark = { ...cell.text.toWritten(start, start + length), message, code, severity };
  if (!isOfLater) return { mark };
  return { mark: { ...mark, severity: 'warning' }, later: file.text.slice(start, start + length) };
}

function hintOf({ start = 0, length = 0, messageText, code }: ts.Diagnostic, cell: WrittenCell): Mark {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  return { ...cell.text.toWritten(start, start + length), message, code, severity: 'unused' };
}

/** Whether it is of no use at all: what a cell declares at its top, others may still use. */
function isIdle(diagnostic: ts.Diagnostic, { file }: CellFile): boolean {
  if (!diagnostic.reportsUnnecessary || diagnostic.start === undefined) return false;
  if (unreachable.has(diagnostic.code)) return true;
  return isInside(file, diagnostic.start);
}

/** TypeScript's numbers: unreachable code, unused label. */
const unreachable = new Set([7027, 7028]);

/** Whether what begins at a place belongs to a function, a class, a type or a block. */
function isInside(file: BoundSourceFile, start: number): boolean {
  const token = internals.getTouchingPropertyName(file, start);
  if (ts.isSourceFile(token)) return false;
  const isName = (token.parent as ts.NamedDeclaration).name === token;
  let node: ts.Node | undefined = isName ? token.parent.parent : token.parent;
  for (; node && !ts.isSourceFile(node); node = node.parent) if (isPlaceOfItsOwn(node)) return true;
  return false;
}

function isPlaceOfItsOwn(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isBlock(node) || ts.isClassLike(node)) return true;
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}
