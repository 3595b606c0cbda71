import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FileMove, listMoves, trashName } from '../../data/index.js';
import type { AuditItem } from '../audits/audit.js';
import { CleanerJournal } from '../cleaner/decisions/cleanerJournal.js';
import { CleanerState } from '../cleaner/decisions/cleanerState.js';
import type { Mark } from '../cleaner/protocol.js';

/** A photo about which something was decided. */
export interface TakenDecision {
  /** Where it is now. */
  readonly path: string;
  /** Relative to the folder of the data set, where it was. */
  readonly name: string;
  /** Its class before. */
  readonly label: string | undefined;
  /** Its new class, where it has one. */
  readonly newLabel?: string | undefined;
  /** Why, as far as that was noted. */
  readonly reason?: string | undefined;
  /** What waits for apply. */
  readonly mark?: Mark | undefined;
  /** In alphabetical order; absent: none. */
  readonly tags?: readonly string[] | undefined;
}

/** What was decided about the photos of a folder. */
export interface TakenDecisions {
  /** Marked to go to the trash. */
  readonly toDelete: readonly TakenDecision[];
  /** Given another class. */
  readonly toRelabel: readonly TakenDecision[];
  /** Looked at and found good. */
  readonly kept: number;
  /** In the trash. */
  readonly deleted: readonly TakenDecision[];
  /** In the folder of another class. */
  readonly relabelled: readonly TakenDecision[];
  /** With a tag or several, wherever they are listed besides. */
  readonly tagged: readonly TakenDecision[];
}

/** Reads the journals beside the data: marks that wait for apply, and what was moved and not taken back. */
export async function takenDecisions(root: string, photos: readonly AuditItem[]): Promise<TakenDecisions> {
  if (!existsSync(join(root, trashName)))
    return { toDelete: [], toRelabel: [], kept: 0, deleted: [], relabelled: [], tagged: [] };
  const records = await listMoves(root);
  const state = new CleanerState(photos.map(({ path, label }) => ({ path, label })));
  const journal = new CleanerJournal(root);
  await journal.replay(state, records);
  const reasons = await journal.reasons();
  const marked = state.photos.map((photo) => {
    const name = nameOf(root, photo.path);
    return { ...photo, name, reason: reasons.get(name) };
  });
  const tagged = marked.filter(({ tags = [] }) => tags.length > 0);
  const tagsOf = new Map(tagged.map(({ path, tags }) => [path, tags]));
  const moved = records
    .filter((record) => record.state === 'done' && record.action !== 'undo')
    .flatMap(({ moves }) => moves.map((move) => movedPhoto(root, move, reasons)))
    .map((photo) => ({ ...photo, tags: tagsOf.get(photo.path) }));
  return {
    toDelete: marked.filter(({ mark }) => mark === 'delete'),
    toRelabel: marked.filter(({ mark, newLabel }) => mark !== 'delete' && newLabel !== undefined),
    kept: marked.filter(({ mark }) => mark === 'keep').length,
    deleted: moved.filter(({ newLabel, path }) => newLabel === undefined && path.includes(`/${trashName}/`)),
    relabelled: moved.filter(({ newLabel }) => newLabel !== undefined),
    tagged,
  };
}

function movedPhoto(root: string, move: FileMove, reasons: ReadonlyMap<string, string>): TakenDecision {
  const { from, to, old, new: newLabel, reason = reasons.get(from) } = move;
  return { path: join(root, to).replaceAll('\\', '/'), name: from, label: old, newLabel, reason };
}

function nameOf(root: string, path: string): string {
  return path.startsWith(root) ? path.slice(root.length + 1).replaceAll('\\', '/') : path;
}
