import type { BoundSourceFile } from '../../patches/typescript.js';
import { internals, ts } from '../../patches/typescript.js';
import type { CodeEmitter } from '../emit/codeEmitter.js';
import { codeMagicText } from '../syntax/codeMagics.js';
import { expandCell, type IsKnown } from '../syntax/expandCell.js';
import type { Fragment, NamesAt } from './checkerProtocol.js';
import { syntaxErrors } from './diagnostics.js';

const nothing: ReadonlySet<string> = new Set();

/** Code as it would run, for a debugger that looks for the lines where it can stop. */
export function cellToDebug(
  code: string,
  emitter: CodeEmitter,
  isKnown: IsKnown,
): { readonly js: string; readonly map: string } | undefined {
  const expanded = expandCell(code, isKnown);
  const text = expanded.kind === 'code' ? expanded.text : codeMagicText(code, expanded);
  if (text === undefined) return undefined;
  if (expanded.kind === 'cellMagic') return cellToDebug(text, emitter, isKnown);
  if (syntaxErrors(boundText(text), { code: text }).length > 0) return undefined;
  return emitter.emit('cell.ts', text, { kind: 'cell', previous: nothing, typeOnly: nothing });
}

/** Code that is evaluated where other code is paused. @param shared names that mean variables of the scope there */
export function fragmentToDebug(code: string, shared: readonly string[], emitter: CodeEmitter): Fragment {
  const expanded = expandCell(code, () => true);
  if (expanded.kind === 'cellMagic') return { problem: 'Magics run in cells.' };
  const [problem] = syntaxErrors(boundText(expanded.text), { code });
  if (problem) return { problem: problem.message };
  const target = { kind: 'fragment', previous: new Set(shared), typeOnly: nothing } as const;
  return { js: emitter.emit('fragment.ts', expanded.text, target).js.trim().replace(/;$/, '') };
}

/** Names that functions and blocks around a line bind, and those at the top of the text. */
export function namesAt(text: string, line: number): NamesAt {
  const file = boundText(text);
  const start = ts.getPositionOfLineAndCharacter(file, Math.min(line, file.getLineStarts().length) - 1, 0);
  const position = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
  const local = new Set<string>();
  const visit = (node: ts.Node & { locals?: Map<string, ts.Symbol> }): void => {
    if (node.getStart(file) > position || node.end <= position) return;
    for (const name of (!ts.isSourceFile(node) && node.locals?.keys()) || [])
      local.add(ts.unescapeLeadingUnderscores(name as ts.__String));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { local: [...local], shared: [...(file.locals?.keys() ?? [])] };
}

function boundText(text: string): BoundSourceFile {
  const file = ts.createSourceFile('debugged.ts', text, ts.ScriptTarget.ESNext, true) as BoundSourceFile;
  internals.bindSourceFile(file, {});
  return file;
}
