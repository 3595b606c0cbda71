import { expandPath } from '../../core/index.js';
import { freeName } from './fileNames.js';
import { MoveJournal, type MoveRecord } from './moveJournal.js';
import { recoverMoves, removeEmptyFolders, runMoves, type TransactionOptions } from './moveTransaction.js';

/**
 * Takes a transaction back: every file returns to its path with its bytes and times. Where another file has taken
 * the name since, the returning one gets a new name beside it.
 *
 * @param id which one. @default the last that has not been taken back
 * @param options.as name of the moves back. @default a new one
 * @returns the moves back, or `undefined` when there is nothing
 */
export async function undoMoves(
  root: string,
  id?: string,
  options: Pick<TransactionOptions, 'checkpoint'> & { readonly as?: string } = {},
): Promise<MoveRecord | undefined> {
  const records = await listMoves(root);
  const done = records.filter((record) => record.state === 'done' && record.action !== 'undo');
  const record = id === undefined ? done.at(-1) : done.find((candidate) => candidate.id === id);
  if (!record) return undefined;
  const reverse = [...record.moves].reverse();
  const taken = new Set<string>();
  const moves = reverse.map((move) => ({
    ...move,
    from: move.to,
    to: freeName(root, move.from, taken, new Set(reverse.map(({ to }) => to))),
    old: move.new,
    new: move.old,
    reason: `undo ${record.id}`,
  }));
  const { as, ...rest } = options;
  const undone = await runMoves(root, moves, {
    action: 'undo',
    undoes: record.id,
    ...(as === undefined ? {} : { id: as }),
    ...rest,
  });
  await removeEmptyFolders(
    root,
    record.moves.map((move) => move.to),
  );
  return undone;
}

/**
 * Takes back the last {@link moveToTrash} of a folder, or the one named. @returns how many files came back
 * @example
 * ```ts
 * import { moveToTrash, undoTrash } from 'tsvision';
 * await moveToTrash(['photos/black/00000001.jpg'], { root: photos });
 * await undoTrash(photos); // → 1
 * ```
 */
export async function undoTrash(root: string, id?: string): Promise<number> {
  return (await undoMoves(expandPath(root), id))?.moves.length ?? 0;
}

/**
 * Every transaction of a folder, oldest first, after putting back what a crash left half done.
 * @example
 * ```ts
 * import { listMoves, moveToTrash } from 'tsvision';
 * await moveToTrash(['photos/black/00000001.jpg'], { root: photos });
 * (await listMoves(photos)).map(({ action, state }) => `${action} ${state}`)[0]; // → trash done
 * ```
 */
export async function listMoves(root: string): Promise<MoveRecord[]> {
  await recoverMoves(root);
  return new MoveJournal(root).records();
}
