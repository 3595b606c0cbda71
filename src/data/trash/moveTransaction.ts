import { randomUUID } from 'node:crypto';
import { lstat, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DiskFullError, FileLock, FileWriteError, syncFolder } from '../../core/index.js';
import { FileMoveError, FilesVanishedError } from '../errors.js';
import { exists, moveFile, sha256OfFile } from './moveFile.js';
import { type FileMove, MoveJournal, type MoveRecord, trashName } from './moveJournal.js';

/** A move before its file has been read. */
export type PlannedMove = Omit<FileMove, 'sha256'>;

/** What a transaction is told besides its moves. */
export interface TransactionOptions {
  /** Recorded in the journal. */
  readonly action: string;
  /** The transaction that this one takes back. */
  readonly undoes?: string;
  /** Name of the transaction, when the plan already uses it as a folder. @default a new one */
  readonly id?: string;
  /** @internal Called after each step; tests let the process die there. */
  readonly checkpoint?: (step: string) => void;
}

/**
 * A new transaction's name, which is also its folder in the trash: the time, and 48 random bits against coincidence.
 * Two of one name would be one to the journal, and only one of them could be taken back.
 */
export function newTransactionId(): string {
  return `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID().slice(-12)}`;
}

/**
 * Moves files inside a folder, all of them or none: the plan is on the disk before the first file moves, a
 * failure puts back what has moved, and what a crash left open is put back by the next transaction.
 *
 * @throws FilesVanishedError, FileMoveError, FolderLockedError
 */
export async function runMoves(
  root: string,
  planned: readonly PlannedMove[],
  options: TransactionOptions,
): Promise<MoveRecord> {
  return withFolderLock(root, async () => {
    const journal = new MoveJournal(root);
    await rollBackOpen(root, journal);
    await requireFiles(root, planned);
    const moves = await withHashes(root, planned);
    const { action, undoes } = options;
    const id = options.id ?? newTransactionId();
    const time = new Date().toISOString();
    const record = { id, time, action, ...(undoes === undefined ? {} : { undoes }), moves };
    await execute(root, journal, record, options.checkpoint ?? (() => undefined));
    return { ...record, state: 'done' };
  });
}

/**
 * Puts back what a crash left half moved. Cheap where nothing is open.
 * @returns whether there was anything
 */
export async function recoverMoves(root: string): Promise<boolean> {
  const journal = new MoveJournal(root);
  const isOpen = (record: MoveRecord): boolean => record.state === 'open';
  if (!(await journal.records()).some(isOpen)) return false;
  await withFolderLock(root, () => rollBackOpen(root, journal));
  return true;
}

async function withFolderLock<T>(root: string, work: () => Promise<T>): Promise<T> {
  const path = join(root, trashName, 'lock');
  const lock = await FileLock.take(path, { folder: root, wait: 5000 }).catch((error) => {
    throw error instanceof FileWriteError ? new FileMoveError(root, dirname(path), error) : error;
  });
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function execute(
  root: string,
  journal: MoveJournal,
  record: Omit<MoveRecord, 'state'>,
  checkpoint: (step: string) => void,
): Promise<void> {
  const { id, moves } = record;
  let current: FileMove | undefined = moves[0];
  checkpoint('planned');
  try {
    await journal.begin(record);
    checkpoint('begun');
    for (const move of moves) {
      current = move;
      await moveFile(join(root, move.from), join(root, move.to));
      checkpoint(`moved ${move.from}`);
    }
    await syncFolders(root, moves);
    checkpoint('synced');
    await journal.end(id, 'done');
    checkpoint('done');
  } catch (error) {
    const restored = await putBack(root, moves).then(
      () => true,
      () => false,
    );
    // On a full disk this fails as well: the next transaction notes it.
    if (restored) await journal.end(id, 'void').catch(() => undefined);
    if (restored && error instanceof DiskFullError)
      throw error.advising('Every file is back where it was. Free some space, then try again.');
    throw new FileMoveError(current?.from ?? root, current?.to ?? root, error, restored);
  }
}

async function rollBackOpen(root: string, journal: MoveJournal): Promise<void> {
  const records = await journal.records();
  for (const record of records.reverse()) {
    if (record.state === 'open') await rollBack(root, journal, record);
  }
}

async function rollBack(root: string, journal: MoveJournal, { id, moves }: MoveRecord): Promise<void> {
  await putBack(root, moves);
  await journal.end(id, 'void');
}

async function putBack(root: string, moves: readonly FileMove[]): Promise<void> {
  const sources = new Set(moves.map((move) => move.from));
  for (const move of [...moves].reverse()) {
    const [from, to] = [join(root, move.from), join(root, move.to)];
    if (!(await exists(to))) continue;
    if (!(await exists(from))) await moveFile(to, from);
    // What stands there may also be a file that an earlier move was to take away.
    else if (!sources.has(move.to) && (await isCopyOf(from, to, move))) await rm(to);
  }
  await removeEmptyFolders(
    root,
    moves.map((move) => move.to),
  );
  await syncFolders(root, moves);
}

/** A crash between copying to another disk and removing the source leaves two; they must be equal to the byte. */
async function isCopyOf(from: string, to: string, move: FileMove): Promise<boolean> {
  const hashes = await Promise.all([sha256OfFile(from), sha256OfFile(to)]).catch(() => []);
  return hashes.length === 2 && hashes.every((hash) => hash === move.sha256);
}

async function requireFiles(root: string, moves: readonly PlannedMove[]): Promise<void> {
  const there = await Promise.all(moves.map((move) => exists(join(root, move.from))));
  const vanished = moves.filter((_, i) => !there[i]).map((move) => move.from);
  if (vanished.length > 0) throw new FilesVanishedError(vanished);
}

async function withHashes(root: string, moves: readonly PlannedMove[]): Promise<FileMove[]> {
  const hashed: FileMove[] = [];
  for (const move of moves) hashed.push({ ...move, sha256: await sha256OfFile(join(root, move.from)) });
  return hashed;
}

async function syncFolders(root: string, moves: readonly FileMove[]): Promise<void> {
  const folders = new Set(moves.flatMap((move) => [dirname(move.from), dirname(move.to)]));
  for (const folder of folders) await syncFolder(join(root, folder));
}

/** Removes folders that are empty now, upwards from where files were, never the root. */
export async function removeEmptyFolders(root: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    let folder = dirname(file);
    while (folder !== '.' && folder !== '' && (await isRemoved(join(root, folder)))) folder = dirname(folder);
  }
}

async function isRemoved(folder: string): Promise<boolean> {
  const stat = await lstat(folder).catch(() => undefined);
  if (!stat?.isDirectory()) return stat === undefined;
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}
