import { type BoundSourceFile, internals, ts } from '../../../patches/typescript.js';
import type { CompletionItem, Completions } from '../../cellEvaluator.js';
import type { TypeWorld } from '../../world/typeWorld.js';
import { jupyterKind } from './items.js';
import { isSpecifier, packageNames, packageParts } from './packageNames.js';
import { modulePathCompletions } from './paths.js';
import { fits } from './ranking.js';
import { serviceEntries } from './serviceEntries.js';

/** A string literal, and what has been typed of it up to the cursor. */
export interface StringAt {
  readonly node: ts.StringLiteralLike;
  readonly typed: string;
  /** Where its text ends; of one whose quote is still open, where the cursor is. */
  readonly end: number;
}

/** The string literal that the cursor is in, if it is in one; not behind its closing quote. */
export function stringAt(file: BoundSourceFile, cursor: number): StringAt | undefined {
  const node = internals.getTouchingPropertyName(file, Math.max(0, cursor - 1)) as ts.Node & {
    readonly isUnterminated?: boolean;
  };
  if (!ts.isStringLiteralLike(node)) return undefined;
  const [start, end] = [node.getStart(file) + 1, node.end - (node.isUnterminated ? 0 : 1)];
  if (cursor < start || cursor > end) return undefined;
  return { node, typed: file.text.slice(start, cursor), end: node.isUnterminated ? cursor : end };
}

/** Values of a string type, keys, names of modules. */
export function stringCompletions(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  string: StringAt,
): Completions {
  const { node, typed, end } = string;
  if (isSpecifier(node)) {
    const modules = moduleCompletions(world, cursor, typed);
    return modules.items.length > 0 ? modules : mappedCompletions(world, file, cursor, typed);
  }
  const items = serviceEntries(world, file, cursor)
    .filter(({ name }) => fits(name, typed))
    .map((entry) => ({ text: entry.name, type: jupyterKind(entry.kind) }));
  return { items, start: cursor - typed.length, end };
}

function moduleCompletions(world: TypeWorld, cursor: number, typed: string): Completions {
  const folders = world.moduleFolders;
  if (/^\.{0,2}\/|^\.+$/.test(typed)) return modulePathCompletions(typed, cursor, folders[0] as string);
  const names = /^(?:@[^/]+\/)?[^/@]+\//.test(typed) ? packageParts(folders, typed) : [];
  const items: CompletionItem[] = [...packageNames(folders), ...names]
    .filter((name) => fits(name, typed))
    .map((text) => ({ text, type: 'module' }));
  return { items, start: cursor - typed.length, end: cursor };
}

/** Names under the `paths` of a project: the language service gives what stands behind the last slash. */
function mappedCompletions(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  typed: string,
): Completions {
  const entries = serviceEntries(world, file, cursor);
  const part = typed.slice(typed.lastIndexOf('/') + 1);
  const isWhole = entries.some(({ name }) => fits(name, typed));
  const word = isWhole ? typed : part;
  const items = entries
    .filter(({ name }) => fits(name, word))
    .map(({ name, kind }) => ({ text: name, type: jupyterKind(kind) }));
  return { items, start: cursor - word.length, end: cursor };
}
