import { ts } from '../../patches/typescript.js';
import type { TypecheckMode } from '../checker/checkerProtocol.js';
import { completeness } from '../checker/completeness.js';
import { expandLine } from './expandLine.js';
import { declaredNames } from './freeNames.js';
import { parseText } from './parseText.js';

/** A cell without magics: TypeScript with as many lines, or one magic for all of it. */
export type ExpandedCell =
  | {
      readonly kind: 'code';
      readonly text: string;
      /** How much stands in the first line before what the user wrote. @default 0 */
      readonly lead?: number;
      readonly typecheck?: TypecheckMode;
    }
  | { readonly kind: 'cellMagic'; readonly name: string; readonly args: string; readonly body: string };

/** Whether a name means something in the notebook: a variable, or a global. */
export type IsKnown = (name: string) => boolean;

/** What everybody types to leave a console. */
const leaving = /^\s*(exit|quit)\s*(?:\(\s*\))?\s*;?\s*$/;

const candidate = /^\s*[%!?]|\?\s*;?\s*$|=\s*[!%]/;

/**
 * Replaces magics by the TypeScript that they stand for, so that line numbers stay.
 *
 * TypeScript comes first: a line is a magic only where a statement can begin and where it is not TypeScript itself.
 * `%b` after a line `a` is a remainder, `!ready` with a variable `ready` is a negation, `x ?` with more to come is
 * a condition. `!ls` on the other hand is a command as long as there is no variable `ls`.
 */
export function expandCell(code: string, isKnown: IsKnown): ExpandedCell {
  const whole = /^\s*%%(\w+)[ \t]*([^\r\n]*)(?:\r?\n|$)/.exec(code);
  if (whole) {
    const [head, name = '', args = ''] = whole;
    return { kind: 'cellMagic', name, args: args.trim(), body: code.slice(head.length) };
  }
  const [, word] = leaving.exec(code) ?? [];
  if (word !== undefined && !isKnown(word)) return { kind: 'code', text: `await __magic__.run('exit', '');` };
  const lines = code.split('\n');
  if (lines.some((line) => candidate.test(line))) return expandLines(lines, isKnown);
  const object = asObject(code);
  return object === undefined ? { kind: 'code', text: code } : { kind: 'code', text: object, lead: 1 };
}

function expandLines(lines: readonly string[], isKnownBefore: IsKnown): ExpandedCell {
  const code = lines.join('\n');
  const own = declaredNames(code);
  const isKnown = (name: string): boolean => own.has(name) || isKnownBefore(name);
  const isValid = isComplete(code);
  const done: string[] = [];
  let typecheck: TypecheckMode | undefined;
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as string;
    const before = done.join('\n');
    const made =
      candidate.test(line) && isComplete(before)
        ? expandLine({
            line: line.replace(/\r$/, ''),
            following: lines.slice(i + 1),
            before,
            isValid,
            isKnown,
          })
        : undefined;
    done.push(made ? made.text + '\n'.repeat(made.lines - made.text.split('\n').length) : line);
    typecheck = made?.typecheck ?? typecheck;
    i += made?.lines ?? 1;
  }
  const text = done.join('\n');
  return typecheck ? { kind: 'code', text, typecheck } : { kind: 'code', text };
}

/** `{ a: 1 }` as a cell is an object, as at Node's prompt, and no block with a label, where it can be both. */
function asObject(code: string): string | undefined {
  if (!/^\s*\{.*\}\s*$/s.test(code)) return undefined;
  const text = `(${code})`;
  if (!isComplete(text)) return undefined;
  const [statement] = parseText('object.ts', text, ts.ScriptTarget.ESNext).statements;
  const inner = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const object = inner && ts.isParenthesizedExpression(inner) ? inner.expression : undefined;
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
  // `{ a = 1 }` could only be what something is assigned to.
  const assigns = (each: ts.ObjectLiteralElementLike): boolean =>
    ts.isShorthandPropertyAssignment(each) && each.objectAssignmentInitializer !== undefined;
  return object.properties.some(assigns) ? undefined : text;
}

function isComplete(code: string): boolean {
  return completeness(code).status === 'complete';
}

/**
 * A text that is being written, with blanks in place of its magics, so that every position stays. Of a magic that
 * takes code, the code stays.
 */
export function withoutMagics(code: string, cursor: number): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  let start = 0;
  const lines = code.split('\n').map((line) => {
    const isHere = cursor >= start && cursor <= start + line.length;
    start += line.length + 1;
    const head = /^\s*%{1,2}(time|timeit|typecheck|capture)\b(\s+-[nr]\s*\d+)*/.exec(line)?.[0];
    if (head !== undefined) return blank(head) + line.slice(head.length);
    return /^\s*(%{1,2}\w|!\w+\s)/.test(line) && !isHere ? blank(line) : line;
  });
  return lines.join('\n');
}
