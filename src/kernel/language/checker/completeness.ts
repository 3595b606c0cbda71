import { ts } from '../../patches/typescript.js';
import type { Completeness } from '../cellEvaluator.js';
import { parseText, unclosedElement } from '../syntax/parseText.js';

/** Unterminated template, comment, string of lines: more text can still mend them. */
const openEnded = new Set([1160, 1010, 1126]);

/** Whether a text is a whole program, the beginning of one, or neither. */
export function completeness(code: string): Completeness {
  const { parseDiagnostics: problems } = parseText('complete.ts', code, ts.ScriptTarget.ESNext, {
    isUnfinished: true,
  });
  const first = problems[0];
  if (!first) return { status: 'complete' };
  const end = code.trimEnd().length;
  const mendable = first.start >= end || openEnded.has(first.code) || unclosedElement.has(first.code);
  if (!mendable) return { status: 'invalid' };
  return { status: 'incomplete', indent: indentAfter(code) };
}

/** The last line's own indentation, one step deeper after an opening bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const own = /^\s*/.exec(last)?.[0] ?? '';
  return /[[({]$|=>$/.test(last) ? `${own}  ` : own;
}
