import { basename } from 'node:path';
import { trashName } from '../../../data/index.js';
import type { ApplyMode, CleanerSession } from '../cleanerSession.js';
import { isPending } from '../decisions/applyPlan.js';
import { csvName } from '../decisions/cleanedCsv.js';
import type { CleanerFilter, CleanerPhoto, CleanerPlan, ImageCleanerState, SortKey } from '../protocol.js';
import { CleanerTally } from './cleanerTally.js';
import { describePhoto, type Listed, listPhotos } from './listPhotos.js';

/** How the list is ordered and narrowed. */
export interface ListOrder {
  readonly filter: CleanerFilter;
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** What of a session is shown: the ordered, filtered list, counts, and photos as messages describe them. */
export class CleanerListing {
  #order: ListOrder;
  #positions: readonly number[] = [];
  #listVersion = 0;
  readonly #classNumbers: Map<string, number>;
  readonly sortKeys: readonly SortKey[];
  readonly #hasSplits: boolean;
  readonly #tally: CleanerTally;

  constructor(
    readonly session: CleanerSession,
    classes: readonly string[],
    readonly mode: ApplyMode,
  ) {
    this.#classNumbers = new Map(classes.map((name, i) => [name, i]));
    for (const { label, newLabel } of session.state.photos) this.addClass(newLabel ?? label);
    this.sortKeys = availableKeys(session);
    this.#hasSplits = session.items.some(({ split }) => split !== undefined);
    this.#tally = new CleanerTally(session.items, session.state);
    const byLoss = this.sortKeys.includes('loss');
    this.#order = { filter: {}, sort: byLoss ? 'loss' : 'order', descending: byLoss };
    this.refresh();
  }

  /** Class names; a relabel may add one. */
  get classNames(): string[] {
    return [...this.#classNumbers.keys()];
  }

  get order(): ListOrder {
    return this.#order;
  }

  /** Numbers of the photos in the list's order. */
  get positions(): readonly number[] {
    return this.#positions;
  }

  /** Grows with each {@link refresh}. */
  get version(): number {
    return this.#listVersion;
  }

  addClass(name: string | undefined): void {
    if (name !== undefined && !this.#classNumbers.has(name))
      this.#classNumbers.set(name, this.#classNumbers.size);
  }

  /** Orders and narrows the list anew: it does not do so by itself, so that photos keep their place when marked. */
  refresh(order: Partial<ListOrder> = {}): void {
    this.#order = { ...this.#order, ...order };
    this.#positions = listPhotos(this.#all(), this.classNames, this.#order);
    this.#listVersion++;
  }

  /** Narrows the list to the duplicates, where there are any. */
  showDuplicates(): void {
    const all = this.session.items.flatMap(({ problems = [] }) => problems);
    const problems = ['duplicate', 'nearDuplicate'].filter((name) => all.includes(name));
    if (problems.length > 0) this.refresh({ filter: { problems } });
  }

  describe(index: number): CleanerPhoto {
    return describePhoto(index, this.#at(index), (name) => this.#classNumbers.get(name ?? '') ?? -1);
  }

  /** Photos of the groups of these photos, without themselves and without the files that chosen links lead to. */
  othersOfGroups(indices: readonly number[]): number[] {
    const chosen = new Set(indices);
    const files = this.session.items.map(({ file }) => file);
    const needed = new Set(indices.flatMap((index) => (files[index]?.isLink ? [files[index].id] : [])));
    const isNeeded = (index: number): boolean => !files[index]?.isLink && needed.has(files[index]?.id ?? '');
    const groups = new Set(
      indices.map((index) => this.describe(index).group).filter((one) => one !== undefined),
    );
    return this.session.items.flatMap((_, index) => {
      const { group } = this.describe(index);
      return group !== undefined && groups.has(group) && !chosen.has(index) && !isNeeded(index)
        ? [index]
        : [];
    });
  }

  /** What apply would do, in exact numbers. */
  plan(): CleanerPlan {
    const pending = this.session.state.photos.filter(isPending);
    const relabelled = pending.filter(({ mark }) => mark !== 'delete');
    const pairs = new Map<string, { from: number; to: number; count: number }>();
    for (const { label, newLabel } of relabelled) {
      const [from, to] = [label, newLabel].map((name) => this.#classNumbers.get(name ?? '') ?? -1) as [
        number,
        number,
      ];
      const key = `${from}/${to}`;
      pairs.set(key, { from, to, count: (pairs.get(key)?.count ?? 0) + 1 });
    }
    const { root } = this.session;
    return {
      version: this.session.state.version,
      delete: pending.length - relabelled.length,
      relabel: relabelled.length,
      moves: [...pairs.values()],
      destination:
        this.mode === 'csv'
          ? `No photo moves: those that stay are listed in ${basename(root)}/${csvName}`
          : `The trash is ${basename(root)}/${trashName}; nothing is deleted for good`,
    };
  }

  /** The model's attributes that depend on the decisions. */
  attributes(): Partial<ImageCleanerState> {
    const { last, next } = this.session.state;
    return {
      ...this.#order,
      classNames: this.classNames,
      sortKeys: this.sortKeys,
      problemCounts: this.#tally.problems,
      hasSplits: this.#hasSplits,
      counts: { ...this.#tally.counts, shown: this.#positions.length },
      canUndo: last !== undefined,
      canRedo: next !== undefined,
      undoLabel: last?.words ?? '',
      redoLabel: next?.words ?? '',
      listVersion: this.#listVersion,
    };
  }

  #all(): Listed[] {
    return this.session.items.map((_, index) => this.#at(index));
  }

  #at(index: number): Listed {
    const [item, photo] = [this.session.items[index], this.session.state.photos[index]];
    return { item: item ?? { path: '' }, photo: photo ?? { path: '', label: undefined } };
  }
}

function availableKeys({ items }: CleanerSession): SortKey[] {
  const keys: SortKey[] = ['order', 'label'];
  for (const key of ['loss', 'uncertainty', 'probability', 'similarity'] as const)
    if (items.some((item) => item[key] !== undefined)) keys.push(key);
  if (items.some(({ problems }) => problems?.length)) keys.push('problem');
  return keys;
}
