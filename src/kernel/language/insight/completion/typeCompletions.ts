import { type BoundSourceFile, internals, ts } from '../../../patches/typescript.js';
import type { Completions } from '../../cellEvaluator.js';
import type { TypeWorld } from '../../world/typeWorld.js';
import { memberCompletions } from './memberCompletions.js';
import { nameCompletions } from './nameCompletions.js';
import { stringAt, stringCompletions } from './stringCompletions.js';

/** What the type checker knows could stand at the cursor; all of the name takes its place that the cursor is in. */
export function typeCompletions(world: TypeWorld, file: BoundSourceFile, cursor: number): Completions {
  const string = stringAt(file, cursor);
  if (string) return stringCompletions(world, file, cursor, string);
  const word = /#?[\w$]*$/.exec(file.text.slice(0, cursor))?.[0] ?? '';
  const rest = word === '' ? '' : (/^[\w$]*/.exec(file.text.slice(cursor))?.[0] ?? '');
  const [start, end] = [cursor - word.length, cursor + rest.length];
  if (/^\d/.test(word)) return { items: [], start, end };
  const items = memberCompletions(world, file, start, word) ?? nameCompletions(world, file, cursor, word);
  return isInType(file, cursor) ? { items, start, end, isOfTypes: true } : { items, start, end };
}

function isInType(file: BoundSourceFile, cursor: number): boolean {
  const node = internals.findPrecedingToken(cursor, file);
  return node !== undefined && ts.isPartOfTypeNode(ts.isQualifiedName(node.parent) ? node.parent : node);
}

/** What has been typed of the string that the cursor is in, if it is in one that may be a path: no type is. */
export function textOfString(file: BoundSourceFile, cursor: number): string | undefined {
  const string = stringAt(file, cursor);
  return string && !ts.isLiteralTypeNode(string.node.parent) ? string.typed : undefined;
}
