import { InvalidArgumentError } from '../../../core/index.js';
import type { Mark } from '../protocol.js';

/** What has been decided about a photo, and where it stands on the disk. */
export interface PhotoState {
  /** Absolute path now. */
  readonly path: string;
  /** Class on the disk. */
  readonly label: string | undefined;
  /** Class that it is to get. */
  readonly newLabel?: string | undefined;
  readonly mark?: Mark | undefined;
  /** Looked at, and found to be no duplicate. */
  readonly notDuplicate?: boolean | undefined;
  /** In alphabetical order; absent: none. */
  readonly tags?: readonly string[] | undefined;
  /** In the trash: no longer in the list. */
  readonly gone?: boolean | undefined;
}

/** The photo before and after a step. */
export interface PhotoChange {
  readonly index: number;
  readonly before: PhotoState;
  readonly after: PhotoState;
}

/** One step that can be undone. */
export interface Step {
  readonly id: number;
  /** What was done: `delete 3 photos`. */
  readonly words: string;
  readonly changes: readonly PhotoChange[];
  /** Of a step that selects: numbers of the selected photos, ascending. */
  readonly selection?: { readonly before: Selected; readonly after: Selected } | undefined;
  /** The moves on the disk that came with it. */
  readonly transaction?: string | undefined;
}

/** Numbers of photos, ascending, each once. */
export type Selected = Int32Array;

/** How photos change what is selected. */
export type SelectHow = 'replace' | 'add' | 'remove';

/** Hears how each photo changes, in whichever direction. */
export type PhotoWatcher = (index: number, before: PhotoState, after: PhotoState) => void;

/** The decisions about a list of photos, with undo and redo. It knows no disk and no widget. */
export class CleanerState {
  readonly #photos: PhotoState[];
  readonly #past: Step[] = [];
  #future: Step[] = [];
  #nextId = 1;
  #version = 0;
  #watch: PhotoWatcher | undefined;
  #selection: Selected = new Int32Array();
  #selectionVersion = 0;

  constructor(photos: readonly PhotoState[]) {
    this.#photos = [...photos];
  }

  get photos(): readonly PhotoState[] {
    return this.#photos;
  }

  /** Grows with every change of a photo. */
  get version(): number {
    return this.#version;
  }

  /** The selected photos; those in the trash count when they come back. */
  get selection(): Selected {
    return this.#selection.filter((index) => this.#photos[index]?.gone !== true);
  }

  /** What was selected, those in the trash too. */
  get everSelected(): Selected {
    return this.#selection;
  }

  /** Grows with the selection. */
  get selectionVersion(): number {
    return this.#selectionVersion;
  }

  /** What {@link undo} takes back. */
  get last(): Step | undefined {
    return this.#past.at(-1);
  }

  /** What {@link redo} does again. */
  get next(): Step | undefined {
    return this.#future.at(-1);
  }

  /** A step that changes these photos, not done yet; `undefined` when it would change nothing. */
  propose(
    verb: string,
    indices: readonly number[],
    change: (photo: PhotoState) => Partial<PhotoState>,
  ): Step | undefined {
    const changes = [...new Set(indices)].flatMap((index): PhotoChange[] => {
      const before = this.#photos[index];
      if (!before || before.gone) return [];
      const after = { ...before, ...change(before) };
      return isSame(before, after) ? [] : [{ index, before, after }];
    });
    if (changes.length === 0) return undefined;
    const words = `${verb} ${countOf(changes.length)}`;
    return { id: this.#nextId, words, changes };
  }

  /** A step that selects other photos, not done yet; `undefined` when it would change nothing. */
  proposeSelection(indices: readonly number[], how: SelectHow): Step | undefined {
    const before = this.#selection;
    const after = this.#selectedAfter(indices, how);
    if (before.length === after.length && before.every((index, i) => index === after[i])) return undefined;
    const words = after.length === 0 ? 'select nothing' : `select ${countOf(after.length)}`;
    return { id: this.#nextId, words, changes: [], selection: { before, after } };
  }

  #selectedAfter(indices: readonly number[], how: SelectHow): Selected {
    const isSelected = new Uint8Array(this.#photos.length);
    if (how !== 'replace') for (const index of this.selection) isSelected[index] = 1;
    for (const index of indices) isSelected[index] = how === 'remove' ? 0 : 1;
    return Int32Array.from(isSelected.keys()).filter((index) => isSelected[index] === 1);
  }

  /** Selects without a step: what undo need not take back. */
  settleSelection(selection: Selected): void {
    this.#selection = selection;
    this.#selectionVersion++;
  }

  /** Does a step; what had been undone cannot be redone any more. */
  commit(step: Step): void {
    this.#take(step, 'after');
    this.#past.push(step);
    this.#future = [];
    this.#nextId = Math.max(this.#nextId, step.id) + 1;
  }

  /** Takes the last step back. @param undone the step as it now stands (paths may have got other names) */
  undo(undone: Step | undefined = this.last): Step | undefined {
    if (!undone || this.#past.length === 0) return undefined;
    this.#past.pop();
    this.#take(undone, 'before');
    this.#future.push(undone);
    return undone;
  }

  /** Does the last undone step again. */
  redo(redone: Step | undefined = this.next): Step | undefined {
    if (!redone || this.#future.length === 0) return undefined;
    this.#future.pop();
    this.#take(redone, 'after');
    this.#past.push(redone);
    return redone;
  }

  /** Forgets the steps, not what they did. @param keep of those that stay */
  forgetSteps(keep: (step: Step) => boolean = () => false): void {
    const kept = this.#past.filter(keep);
    this.#past.splice(0, this.#past.length, ...kept);
    this.#future = this.#future.filter(keep);
  }

  /** From now on tells of each photo that changes. */
  watch(watcher: PhotoWatcher): void {
    this.#watch = watcher;
  }

  /** Puts photos into a state without a step: what is on the disk already. */
  settle(changes: readonly PhotoChange[]): void {
    this.#apply(changes, 'after');
  }

  #take({ changes, selection }: Step, side: 'before' | 'after'): void {
    if (selection) this.settleSelection(selection[side]);
    this.#apply(changes, side);
  }

  #apply(changes: readonly PhotoChange[], side: 'before' | 'after'): void {
    for (const change of changes) {
      const before = this.#photos[change.index];
      this.#photos[change.index] = change[side];
      if (before) this.#watch?.(change.index, before, change[side]);
    }
    if (changes.length > 0) this.#version++;
  }
}

function isSame(a: PhotoState, b: PhotoState): boolean {
  const keys = ['path', 'label', 'newLabel', 'mark', 'notDuplicate', 'gone'] as const;
  return keys.every((key) => a[key] === b[key]) && String(a.tags ?? []) === String(b.tags ?? []);
}

function countOf(photos: number): string {
  return `${photos} photo${photos === 1 ? '' : 's'}`;
}

/** What a decision makes of a photo. */
export type Decision = (photo: PhotoState) => Partial<PhotoState>;

/** @param mark `undefined` takes a mark away */
export function marking(mark: Mark | undefined): Decision {
  return () => ({ mark });
}

/** A new class. A photo that gets one is not to be deleted; its own class again means that it has no new one. */
export function relabelling(label: string): Decision {
  return (photo) => ({
    newLabel: label === photo.label ? undefined : label,
    mark: photo.mark === 'delete' ? undefined : photo.mark,
  });
}

/** No duplicate of the others of its group. */
export const denyingDuplicate: Decision = () => ({ notDuplicate: true });

/** @param on `false` takes the tag away */
export function tagging(tag: string, on: boolean): Decision {
  return ({ tags = [] }) => {
    const others = tags.filter((one) => one !== tag);
    const after = on ? [...others, tag].sort() : others;
    return { tags: after.length > 0 ? after : undefined };
  };
}

/** Photos by number, or by path, or by the end of one (`black/00000012.jpg`). */
export type PhotoReference = number | string;

/** Numbers of photos. @throws InvalidArgumentError for one that is not in the list */
export function photoNumbers(all: readonly PhotoState[], photos: readonly PhotoReference[]): number[] {
  return photos.map((photo) => {
    const index =
      typeof photo === 'number'
        ? photo
        : all.findIndex(({ path, gone }) => !gone && (path === photo || path.endsWith(`/${photo}`)));
    if (!all[index]) throw new InvalidArgumentError('photos', photo, 'a photo of this cleaner');
    return index;
  });
}
