import type { PhotoState } from './cleanerState.js';
import type { PhotoSet } from './photoSets.js';

/** What ranked a photo, and what its file was, for the journal. */
export interface Evidence {
  readonly sha256?: string | undefined;
  readonly reason?: string | undefined;
  readonly score?: number | undefined;
}

/** What a line tells: a photo's share of a step done, undone or redone. */
export type Kind = 'do' | 'undo' | 'redo';

/** One line of the cleaner's journal. */
export interface Line extends Evidence {
  readonly time: string;
  readonly kind: Kind | 'apply' | 'give back' | 'select' | 'photos' | 'left out';
  /** Number of the step. */
  readonly step?: number;
  /** How many lines it has: what a crash has cut does not count. */
  readonly of?: number;
  readonly words?: string;
  readonly path?: string;
  readonly old?: string;
  readonly new?: string;
  readonly mark?: PhotoState['mark'];
  readonly notDuplicate?: boolean;
  readonly tags?: readonly string[];
  /** What is selected from here on; all photos at once, without `path`. */
  readonly selected?: PhotoSet;
  /** Or what more is selected than before, and what no longer, where that is less to say. */
  readonly added?: PhotoSet;
  readonly removed?: PhotoSet;
  /** Of an apply, and of its undo: {@link MoveRecord.id} of the moves of the apply. Written down before files move. */
  readonly moves?: string;
  /** Of an apply: it does again what was undone. */
  readonly again?: boolean;
  /** Of its undo: the moves back. */
  readonly by?: string;
  /** Of a list of photos. */
  readonly list?: string;
  readonly names?: string;
}
