import { findMagic } from '../../magics/index.js';
import { typecheckModes } from '../../magics/session.js';
import type { TypecheckMode } from '../checker/checkerProtocol.js';
import { completeness } from '../checker/completeness.js';
import { freeNames } from './freeNames.js';
import { interpolated } from './interpolation.js';

/** A line that may be a magic, at a place where a statement can begin. */
export interface CandidateLine {
  readonly line: string;
  readonly following: readonly string[];
  /** The cell up to here, as TypeScript. */
  readonly before: string;
  /** Whether the whole cell, as written, is TypeScript. */
  readonly isValid: boolean;
  isKnown(name: string): boolean;
}

/** The TypeScript that a magic stands for. */
export interface ExpandedLine {
  readonly text: string;
  /** How many lines of the cell it stands for. */
  readonly lines: number;
  readonly typecheck?: TypecheckMode;
}

/** Expands one line; `undefined` when it is no magic. */
export function expandLine(candidate: CandidateLine): ExpandedLine | undefined {
  return shell(candidate) ?? assignment(candidate) ?? magic(candidate) ?? help(candidate);
}

/** `!command`; a backslash at the end of a line continues it. */
function shell({ line, following, isKnown }: CandidateLine): ExpandedLine | undefined {
  const [, indent = '', first] = /^(\s*)!(.+)$/.exec(line) ?? [];
  if (first === undefined || isMeantAsTypeScript(`!${first}`, isKnown)) return undefined;
  const { text, lines } = continued(first, following);
  return { text: `${indent}await __magic__.system(${interpolated(text, isKnown)});`, lines };
}

/** `const files = !ls` and `const folder = %pwd`. */
function assignment({ line, following, isKnown }: CandidateLine): ExpandedLine | undefined {
  const [, left = '', mark, right = ''] =
    /^(\s*(?:(?:const|let|var)\s+)?[\w$.[\]{},\s'":<>|]+=\s*)([!%])(.+)$/.exec(line) ?? [];
  if (mark === undefined || completeness(`${left}0`).status !== 'complete') return undefined;
  if (mark === '!') {
    if (isMeantAsTypeScript(`!${right}`, isKnown)) return undefined;
    const { text, lines } = continued(right, following);
    return { text: `${left}await __magic__.lines(${interpolated(text, isKnown)});`, lines };
  }
  const [, name, args = ''] = /^(\w+)\s*(.*)$/.exec(right) ?? [];
  return name === undefined ? undefined : { text: left + run(name, args, isKnown), lines: 1 };
}

function magic(candidate: CandidateLine): ExpandedLine | undefined {
  const { line, before, isValid, isKnown } = candidate;
  const [, indent = '', name, args = ''] = /^(\s*)%(\w+)(?:[ \t]+(.*))?\s*$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const found = findMagic(name, 'line');
  const continues = before.trim() !== '' && completeness(`${before}\n${line}`).status === 'complete';
  // `a` and on the next line `%b`: a remainder, unless there is no such thing as `b`.
  if ((isValid || continues) && (isKnown(name) || !found)) return undefined;
  if (found?.expand) return expandCode(indent, args, found.expand, candidate);
  const text = indent + run(name, args, isKnown);
  const mode = name === 'typecheck' ? typecheckModes.find((each) => each === args.trim()) : undefined;
  return mode ? { text, lines: 1, typecheck: mode } : { text, lines: 1 };
}

/** `name?` and `name??`, also `?name`. */
function help({ line, isValid }: CandidateLine): ExpandedLine | undefined {
  if (isValid) return undefined;
  const [, before = '', name, after = ''] =
    /^\s*(\?{0,2})\s*(%{0,2}[A-Za-z_$][\w$]*(?:\??\.[\w$]+|\[\d+\])*)\s*(\?{0,2})\s*;?\s*$/.exec(line) ?? [];
  if (name === undefined || before + after === '') return undefined;
  const detail = Math.max(before.length, after.length) - 1;
  return { text: `await __magic__.help(${JSON.stringify(name)}, ${detail});`, lines: 1 };
}

/** Code after `%time` may go over several lines. */
function expandCode(
  indent: string,
  args: string,
  expand: (code: string, isExpression: boolean) => string,
  { following }: CandidateLine,
): ExpandedLine {
  const start = /^\s*(-[nr]\s*\d+\s+)*/.exec(args)?.[0].length ?? 0;
  let code = args;
  let lines = 1;
  while (completeness(code.slice(start)).status === 'incomplete' && lines <= following.length)
    code += `\n${following[lines++ - 1]}`;
  const bare = code.trimEnd().replace(/;$/, '');
  const isExpression = completeness(`(${bare.slice(start)}\n)`).status === 'complete';
  return { text: indent + expand(bare, isExpression), lines };
}

function run(name: string, args: string, isKnown: (name: string) => boolean): string {
  return `await __magic__.run(${JSON.stringify(name)}, ${interpolated(args.trim(), isKnown)});`;
}

/** Whether a line that begins with `!` is TypeScript with a meaning: it parses, and its names are known. */
function isMeantAsTypeScript(text: string, isKnown: (name: string) => boolean): boolean {
  return completeness(text).status !== 'invalid' && freeNames(text).every(isKnown);
}

function continued(first: string, following: readonly string[]): { text: string; lines: number } {
  let text = first;
  let lines = 1;
  while (text.endsWith('\\') && lines <= following.length)
    text = `${text.slice(0, -1)} ${(following[lines++ - 1] as string).trim()}`;
  return { text, lines };
}
