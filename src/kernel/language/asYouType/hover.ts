import { internals, ts } from '../../patches/typescript.js';
import { inspection } from '../insight/inspection.js';
import type { TypeWorld } from '../world/typeWorld.js';
import type { HoverText } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** Signature and documentation of the name at a place. */
export function hoverAt(world: TypeWorld, cell: WrittenCell, offset: number): HoverText | undefined {
  const at = cell.text.toChecked(offset);
  if (at === undefined) return undefined;
  const { file } = cell.types;
  const node = internals.getTouchingPropertyName(file, at);
  if (!ts.isIdentifier(node) && node.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const markdown = inspection(world, file, node.getStart(file), 0)?.['text/markdown'];
  return markdown ? { ...cell.text.toWritten(node.getStart(file), node.end), markdown } : undefined;
}
