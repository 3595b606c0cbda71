import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { expandPath, InvalidArgumentError, PathNotFoundError } from '../../core/index.js';
import { relativePath } from '../imageFiles.js';
import { type MoveRecord, trashName } from './moveJournal.js';
import { newTransactionId, type PlannedMove, runMoves, type TransactionOptions } from './moveTransaction.js';
import { undoMoves } from './undoMoves.js';

/** How files go to the trash. */
export interface MoveToTrashOptions {
  /** Folder of the data set, which takes the trash folder. @default the folder that all files have in common */
  readonly root?: string;
  /** Why, for the journal: for all, or for each path. */
  readonly reason?: string | readonly string[];
  /** A number for each path (its loss, say), for the journal. */
  readonly scores?: readonly (number | undefined)[];
  /** @internal */
  readonly checkpoint?: TransactionOptions['checkpoint'];
}

/** What {@link moveToTrash} did. */
export interface TrashReceipt {
  /** Name of the transaction in the journal and of its folder in the trash; {@link undoTrash} takes it. */
  readonly id: string;
  /** Folder whose `.trash` has the files. */
  readonly root: string;
  /** Absolute paths, before and after. */
  readonly moved: readonly { readonly from: string; readonly to: string; readonly sha256: string }[];
  /** Puts every file back: path, bytes and times. */
  undo(): Promise<void>;
}

/**
 * Moves files into `ROOT/.trash/TIME/…`, where they keep their relative paths: all or none, written down in
 * `ROOT/.trash/journal.jsonl`, and undoable, also after a restart ({@link undoTrash}). Links move as links.
 *
 * @throws FilesVanishedError, FileMoveError, FolderLockedError, InvalidArgumentError
 * @example
 * ```ts
 * import { moveToTrash } from 'tsvision';
 * const receipt = await moveToTrash(['photos/black/00000001.jpg'], { root: photos });
 * await receipt.undo();
 * ```
 */
export async function moveToTrash(
  paths: readonly string[],
  options: MoveToTrashOptions = {},
): Promise<TrashReceipt> {
  const files = [...new Set(paths.map(expandPath))];
  const root = options.root === undefined ? commonFolder(files) : expandPath(options.root);
  await requireFolder(root);
  const id = newTransactionId();
  const { reason, scores } = options;
  const why = (i: number): string | undefined => (typeof reason === 'object' ? reason[i] : reason);
  const evidence = new Map(
    paths.map((path, i) => [expandPath(path), { reason: why(i), score: scores?.[i] }]),
  );
  const moves: PlannedMove[] = [];
  for (const file of files) {
    const from = await pathInside(root, file);
    const to = `${trashName}/${id}/${from}`;
    moves.push({ from, to, old: dirname(from), ...evidence.get(file) });
  }
  if (moves.length === 0) return { id, root, moved: [], undo: async () => undefined };
  const checkpoint = options.checkpoint ? { checkpoint: options.checkpoint } : {};
  return receiptOf(root, await runMoves(root, moves, { action: 'trash', id, ...checkpoint }));
}

function receiptOf(root: string, record: MoveRecord): TrashReceipt {
  const moved = record.moves.map(({ from, to, sha256 }) => ({
    from: join(root, from),
    to: join(root, to),
    sha256,
  }));
  return { id: record.id, root, moved, undo: () => undoMoves(root, record.id).then(() => undefined) };
}

/** The deepest folder that holds all these files. */
export function commonFolder(files: readonly string[]): string {
  const folders = files.map((file) => dirname(resolve(file)).split(sep));
  const first = folders[0] ?? ['.'];
  const differs = first.findIndex((part, i) => folders.some((folder) => folder[i] !== part));
  return resolve((differs < 0 ? first : first.slice(0, differs)).join(sep) || sep);
}

/** The path relative to the root, also where one of the two is named through a link. */
async function pathInside(root: string, file: string): Promise<string> {
  const stat = await lstat(file).catch(() => undefined);
  if (stat?.isDirectory()) throw new InvalidArgumentError('paths', file, 'a list of files, not folders');
  const direct = relativePath(root, file);
  if (!direct.startsWith('../')) return requireOutsideTrash(direct, file);
  const real = join(await realpath(dirname(file)).catch(() => dirname(file)), basename(file));
  const followed = relativePath(await realpath(root), real);
  if (!followed.startsWith('../')) return requireOutsideTrash(followed, file);
  throw new InvalidArgumentError(
    'paths',
    file,
    `inside ${root}`,
    'Give `root`, a folder that holds all files.',
  );
}

function requireOutsideTrash(path: string, file: string): string {
  if (path.split('/')[0] !== trashName) return path;
  throw new InvalidArgumentError('paths', file, 'a file that is not in the trash already');
}

async function requireFolder(root: string): Promise<void> {
  const stat = await lstat(root).catch(() => undefined);
  if (!stat) throw new PathNotFoundError(root);
}
