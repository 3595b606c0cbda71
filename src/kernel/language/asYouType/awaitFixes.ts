import { internals, ts } from '../../patches/typescript.js';
import type { Fix } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** A promise that is used as what it is a promise of. TypeScript mends it in async functions only, not at the top. */
export function awaitFixes(cell: WrittenCell, start: number): Fix[] {
  const from = cell.text.toWritten(start, start).start;
  const wrong = cell.marks?.find(({ mark }) => mark.start === from);
  if (!wrong?.mark.message.includes("Did you forget to use 'await'?")) return [];
  const { file } = cell.types;
  const node = internals.getTouchingPropertyName(file, start);
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  const promise = isMember ? parent.expression : argumentAt(node, start, file);
  if (!promise) return [];
  const span = cell.text.toWritten(promise.getStart(file), promise.end);
  const at = (place: number, text: string) => ({ cell: cell.id, start: place, end: place, text });
  const edits = isMember ? [at(span.start, '(await '), at(span.end, ')')] : [at(span.start, 'await ')];
  return [{ title: "Add 'await'", edits }];
}

/** The argument of a call that begins at a place. */
function argumentAt(node: ts.Node, start: number, file: ts.SourceFile): ts.Node | undefined {
  for (let each = node; each.getStart(file) === start && !ts.isSourceFile(each); each = each.parent)
    if (ts.isCallExpression(each.parent) && each.parent.arguments.some((one) => one === each)) return each;
  return undefined;
}
