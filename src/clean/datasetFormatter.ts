import { notebookPorts } from '../notebook/index.js';
import type { Learner } from '../train/index.js';
import type { CleanerItem } from './cleaner/cleanerItem.js';
import { learnerItems } from './cleaner/cleanerSource.js';
import { allFeatures } from './labelErrors/learnerFeatures.js';
import { topPairs } from './topPairs.js';

/** How many photos (or pairs), and of which part of the data. */
export interface FormatterOptions {
  /** How many to give. @default all photos; 100 pairs */
  readonly nImgs?: number;
  /** Which part of the data. @default both */
  readonly split?: 'train' | 'valid';
  /** Ends the search for similar photos. @default Stop of the cell */
  readonly signal?: AbortSignal;
}

const formatter = {
  /** The photos with the greatest losses first (fastai: `from_toplosses`). */
  async fromTopLosses(learner: Learner, options: FormatterOptions = {}): Promise<CleanerItem[]> {
    return ranked(await learnerItems(learner), ({ loss }) => loss, options);
  },

  /** {@link formatter.fromTopLosses} as fastai spells it. */
  fromToplosses(learner: Learner, options: FormatterOptions = {}): Promise<CleanerItem[]> {
    return formatter.fromTopLosses(learner, options);
  },

  /** The photos that the learner is least sure of first (fastai: `from_most_unsure`). */
  async fromMostUnsure(learner: Learner, options: FormatterOptions = {}): Promise<CleanerItem[]> {
    return ranked(await learnerItems(learner), ({ uncertainty }) => uncertainty, options);
  },

  /**
   * The pairs of photos that the learner's body finds most alike (fastai: `from_similars`), each pair as a group of
   * two with its cosine similarity. Pairs are found block by block: no matrix of all photos by all photos.
   */
  async fromSimilars(
    learner: Learner,
    { nImgs = 100, split, signal = notebookPorts().interruptSignal() }: FormatterOptions = {},
  ): Promise<CleanerItem[]> {
    const { rows, ...features } = await allFeatures(learner, signal);
    const items = await learnerItems(learner);
    const places = rows.map(({ split: part, index }) =>
      part === 'train' ? index : learner.data.trainDs.length + index,
    );
    const isAsked = ([a, b]: readonly [number, number]): boolean =>
      [a, b].every((row) => split === undefined || rows[row]?.split === split);
    const pairs = await topPairs(features, nImgs, { wanted: isAsked, signal });
    const seen = new Set<number>();
    // A photo stands in one group only: the first, most similar pair that it is in.
    return pairs.flatMap(({ rows: pair, similarity }, group) =>
      pair
        .filter((row) => !seen.has(row) && seen.add(row))
        .flatMap((row): CleanerItem[] => {
          const item = items[places[row] as number];
          return item ? [{ ...item, similarity, group }] : [];
        }),
    );
  },
} as const;

/** What {@link DatasetFormatter} can do, with and without an instance. */
export type Formatter = typeof formatter;

/**
 * Chooses photos worth looking at, in the order in which to look (fastai: `DatasetFormatter`); the result goes to
 * {@link ImageCleaner}. `DatasetFormatter.fromTopLosses(learn)`, or, as in fastai, of an instance.
 * @example
 * ```ts
 * import { DatasetFormatter, ImageCleaner } from 'tsvision';
 * const worst = await DatasetFormatter().fromTopLosses(learn, { nImgs: 12 });
 * const cleaner = new ImageCleaner(worst);
 * ```
 */
export const DatasetFormatter: Formatter & { new (): Formatter; (): Formatter } = Object.assign(
  // A function that gives an object does so with `new` and without.
  function DatasetFormatter(): Formatter {
    return formatter;
  },
  formatter,
) as never;

function ranked(
  items: readonly CleanerItem[],
  value: (item: CleanerItem) => number | undefined,
  { nImgs = items.length, split }: FormatterOptions,
): CleanerItem[] {
  return items
    .filter((item) => value(item) !== undefined && (split === undefined || item.split === split))
    .sort((a, b) => (value(b) as number) - (value(a) as number))
    .slice(0, nImgs);
}
