import type { Completions } from '../completions.js';
import { typeCompletions } from '../insight/completion/typeCompletions.js';
import type { TypeWorld } from '../world/typeWorld.js';
import type { WrittenCell } from './writtenCell.js';

/** What could stand at a place, in terms of the cell. */
export function completionsAt(world: TypeWorld, cell: WrittenCell, offset: number): Completions | undefined {
  const at = cell.text.toChecked(offset);
  if (at === undefined) return undefined;
  const { items, start, end } = typeCompletions(world, cell.types.file, at);
  return { items, ...cell.text.toWritten(start, end) };
}
