import { basename } from 'node:path';
import { trashName } from '../../../data/index.js';
import { suspicionOf } from '../../suspicion.js';
import { PhotoSearch, type SearchedPhoto } from '../../words/photoSearch.js';
import { asksForNothing } from '../../words/searchQuery.js';
import type { ApplyMode, CleanerSession } from '../cleanerSession.js';
import type { ComparisonState } from '../compareProtocol.js';
import { isPending } from '../decisions/applyPlan.js';
import { csvName } from '../decisions/cleanedCsv.js';
import type { PhotoState } from '../decisions/cleanerState.js';
import type { CleanerFilter, CleanerPhoto, CleanerPlan, ImageCleanerState, SortKey } from '../protocol.js';
import { CleanerTally } from './cleanerTally.js';
import { describePhoto, type Listed, listPhotos, type MapRank } from './listPhotos.js';
import { matching } from './matching.js';
import { comparisonState } from './rivalModels.js';

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
  readonly #ownKeys: readonly SortKey[];
  readonly #ranks = new Map<MapRank, ReadonlyMap<number, number>>();
  /** What finds the photos of a query; the words come to it when they have been read. */
  readonly words = new PhotoSearch();
  #query = '';
  /** How the list was sorted before something was searched for. */
  #unsearched: Pick<ListOrder, 'sort' | 'descending'> | undefined;
  #comparison: ComparisonState | null = null;
  readonly #hasSplits: boolean;
  readonly #tally: CleanerTally;

  constructor(
    readonly session: CleanerSession,
    classes: readonly string[],
    readonly mode: ApplyMode,
  ) {
    this.#classNumbers = new Map(classes.map((name, i) => [name, i]));
    for (const { label, newLabel } of session.state.photos) this.addClass(newLabel ?? label);
    this.#ownKeys = availableKeys(session);
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

  /** What the list can be sorted by, now. */
  get sortKeys(): readonly SortKey[] {
    return [...this.#ownKeys, ...(this.#comparison ? (['gap'] as const) : []), ...this.#ranks.keys()];
  }

  /** Takes what the map knows of photos, by number; nothing: it knows that no longer. */
  rank(key: MapRank, values: ReadonlyMap<number, number> | undefined): void {
    if (values) this.#ranks.set(key, values);
    else this.#ranks.delete(key);
  }

  /** What {@link rank} was told last. */
  ranks(key: MapRank): ReadonlyMap<number, number> | undefined {
    return this.#ranks.get(key);
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
    const { selection, photos } = this.session.state;
    const scores = this.words.scores(this.#query, photos.length, (index) =>
      searched(photos[index] as PhotoState),
    );
    // A sort that came back with a filter, after the search had ended.
    if (!scores && this.#order.sort === 'match')
      this.#order = { ...this.#order, sort: 'order', descending: false };
    // What is selected alone need not be looked for among all.
    const candidates = this.#order.filter.selected ? selection : photos.keys();
    const positions = listPhotos(candidates, (index) => this.#at(index), this.classNames, this.#order);
    this.#positions = scores ? matching(positions, scores, this.#order) : positions;
    this.#listVersion++;
    const { items, state } = this.session;
    if (this.#comparison) this.#comparison = comparisonState(this.#comparison.names, items, state.photos);
  }

  /** Shows where two models differ, the widest gap first; the session's items say what each says. */
  compare(names: readonly [string, string]): void {
    const { items, state } = this.session;
    this.#comparison = comparisonState(names, items, state.photos);
    for (const { rivals } of items) for (const name of [rivals?.a, rivals?.b]) this.addClass(name);
    this.refresh({ filter: { compared: 'differ' }, sort: 'gap', descending: true });
  }

  /** What is searched for; empty: nothing. */
  get query(): string {
    return this.#query;
  }

  /** Narrows the list to what a query finds, the best match first; an empty one brings the list before back. */
  search(query: string): void {
    this.#query = query;
    const { sort, descending } = this.#order;
    const before = this.#unsearched;
    if (asksForNothing(query)) {
      this.#unsearched = undefined;
      this.refresh(sort === 'match' ? before : {});
    } else {
      this.#unsearched ??= { sort, descending };
      this.refresh({ sort: 'match', descending: true });
    }
  }

  /** Narrows the list to the duplicates, where there are any. */
  showDuplicates(): void {
    const all = this.session.items.flatMap(({ problems = [] }) => problems);
    const problems = ['duplicate', 'nearDuplicate'].filter((name) => all.includes(name));
    if (problems.length > 0) this.refresh({ filter: { problems } });
  }

  /** Where photos stand in the list; those that are not in it are left out. */
  placesOf(indices: readonly number[]): Map<number, number> {
    const wanted = new Set(indices);
    const places = new Map<number, number>();
    for (const [place, index] of this.#positions.entries()) if (wanted.has(index)) places.set(index, place);
    return places;
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
    const { last, next, selection, selectionVersion, version } = this.session.state;
    return {
      ...this.#order,
      query: this.#query,
      classNames: this.classNames,
      sortKeys: this.#unsearched ? [...this.sortKeys, 'match'] : this.sortKeys,
      problemCounts: this.#tally.problems,
      hasSplits: this.#hasSplits,
      comparison: this.#comparison,
      counts: { ...this.#tally.counts, shown: this.#positions.length },
      canUndo: last !== undefined,
      canRedo: next !== undefined,
      undoLabel: last?.words ?? '',
      redoLabel: next?.words ?? '',
      listVersion: this.#listVersion,
      decisions: version,
      tagCounts: this.#tally.tags,
      selected: selection.length,
      selectionVersion,
    };
  }

  #at(index: number): Listed {
    const [item, photo] = [this.session.items[index], this.session.state.photos[index]];
    const ranks = this.#ranksOf(index);
    return {
      item: item ?? { path: '' },
      photo: photo ?? { path: '', label: undefined },
      ...(ranks && { ranks }),
    };
  }

  #ranksOf(index: number): Listed['ranks'] {
    if (this.#ranks.size === 0) return undefined;
    const known = [...this.#ranks].map(([key, values]) => [key, values.get(index)] as const);
    return Object.fromEntries(known.filter(([, value]) => value !== undefined));
  }
}

function searched({ path, label, newLabel, tags = [] }: PhotoState): SearchedPhoto {
  // Each separator of a path may be the last: `basename` takes ten times as long, for each of many photos.
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return { name, label: newLabel ?? label, tags };
}

function availableKeys({ items }: CleanerSession): SortKey[] {
  const keys: SortKey[] = ['order', 'label'];
  for (const key of ['loss', 'uncertainty', 'probability', 'similarity'] as const)
    if (items.some((item) => item[key] !== undefined)) keys.push(key);
  if (items.some(({ problems }) => problems?.length)) keys.push('problem');
  if (items.some((item) => suspicionOf(item) !== undefined)) keys.push('suspicion');
  return keys;
}
