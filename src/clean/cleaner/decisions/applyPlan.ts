import { basename, dirname, join } from 'node:path';
import { InvalidArgumentError } from '../../../core/index.js';
import { freeName, type PlannedMove, relativePath, trashName } from '../../../data/index.js';
import type { PhotoChange, PhotoState } from './cleanerState.js';

/** The moves of an apply, and what they make of the photos. */
export interface ApplyPlan {
  readonly moves: readonly PlannedMove[];
  readonly changes: readonly PhotoChange[];
}

/** Photos with a decision that apply acts on. */
export function isPending(photo: PhotoState): boolean {
  return !photo.gone && (photo.mark === 'delete' || photo.newLabel !== undefined);
}

/**
 * Plans the moves of all pending photos: deleted ones to the trash, relabelled ones to the folder of their new
 * class, under a new name where theirs is taken there.
 *
 * @param id name of the transaction, and of its folder in the trash
 * @throws InvalidArgumentError when a class cannot be a folder
 */
export function planMoves(
  root: string,
  photos: readonly PhotoState[],
  id: string,
  evidence: (index: number) => { readonly reason?: string | undefined; readonly score?: number | undefined },
): ApplyPlan {
  const taken = new Set<string>();
  const moves: PlannedMove[] = [];
  const changes: PhotoChange[] = [];
  for (const [index, before] of photos.entries()) {
    if (!isPending(before)) continue;
    const from = relativePath(root, before.path);
    const isTrash = before.mark === 'delete';
    const to = isTrash ? `${trashName}/${id}/${from}` : freeName(root, pathInClass(root, before), taken);
    const { reason, score } = evidence(index);
    moves.push({ from, to, old: before.label, new: isTrash ? undefined : before.newLabel, reason, score });
    const path = join(root, to);
    changes.push({
      index,
      before,
      after: isTrash ? { path, label: before.label, tags: before.tags, gone: true } : settled(before, path),
    });
  }
  return { moves, changes };
}

function settled({ newLabel, mark, notDuplicate, tags }: PhotoState, path: string): PhotoState {
  return { path, label: newLabel, mark, notDuplicate, tags };
}

/** The photo's path with the class folder replaced. */
function pathInClass(root: string, { path, label, newLabel = '' }: PhotoState): string {
  const folder = dirname(path);
  if (label !== undefined && basename(folder) !== label)
    throw new InvalidArgumentError(
      'mode',
      'move',
      `'csv' for photos whose folder is not their class (${path} is “${label}”)`,
      "Use apply({ mode: 'csv' }), which writes the new classes to cleaned.csv.",
    );
  if (newLabel === '' || newLabel === '.' || newLabel === '..' || /[/\\\0]/.test(newLabel))
    throw new InvalidArgumentError(
      'label',
      newLabel,
      'a name that a folder can have when photos are moved',
      "Use apply({ mode: 'csv' }), or another name.",
    );
  const parent = label === undefined && folder === root ? root : dirname(folder);
  return relativePath(root, join(parent, newLabel, basename(path)));
}
