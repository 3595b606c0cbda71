import type { CleanerItem } from '../cleanerItem.js';
import type { CleanerState, PhotoState } from '../decisions/cleanerState.js';
import type { CleanerCounts } from '../protocol.js';
import { problemsOf } from './listPhotos.js';

/**
 * How many photos there are, marked how and with which problems. It counts all of them once; then each change counts
 * for itself, so that a mark costs the same among 20 photos as among 200,000.
 */
export class CleanerTally {
  readonly #counts = { total: 0, delete: 0, relabel: 0, keep: 0 };
  readonly #problems = new Map<string, number>();
  readonly #tags = new Map<string, number>();

  constructor(
    private readonly items: readonly CleanerItem[],
    state: CleanerState,
  ) {
    for (const [index, photo] of state.photos.entries()) this.#count(index, photo, 1);
    state.watch((index, before, after) => {
      this.#count(index, before, -1);
      this.#count(index, after, 1);
    });
  }

  get counts(): Omit<CleanerCounts, 'shown'> {
    return { ...this.#counts };
  }

  /** Problems that occur, with the number of photos. */
  get problems(): Record<string, number> {
    return occurring(this.#problems);
  }

  /** Tags that occur, in alphabetical order, with the number of photos. */
  get tags(): Record<string, number> {
    return occurring(new Map([...this.#tags].sort(([a], [b]) => (a < b ? -1 : 1))));
  }

  #count(index: number, photo: PhotoState, by: 1 | -1): void {
    const item = this.items[index];
    if (!item || photo.gone) return;
    this.#counts.total += by;
    if (photo.mark === 'delete') this.#counts.delete += by;
    else if (photo.newLabel !== undefined) this.#counts.relabel += by;
    if (photo.mark === 'keep') this.#counts.keep += by;
    for (const name of problemsOf({ item, photo })) count(this.#problems, name, by);
    for (const tag of photo.tags ?? []) count(this.#tags, tag, by);
  }
}

function count(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function occurring(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].filter(([, number]) => number > 0));
}
