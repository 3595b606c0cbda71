import {
  EmptyDatasetError,
  type LabelledItem,
  type PhotoPlace,
  type RowStreamOptions,
  ShardError,
  type ShardRow,
  type ShardSet,
  skips,
} from '../../data/index.js';
import { ProgressBar } from '../../notebook/index.js';
import { photoLot } from '../datasets/split.js';

/** A validation row: its photo is read again when it is asked for. */
export interface KeptRow {
  /** Its name (`train-003.tar/0007`) and class. */
  readonly item: LabelledItem;
  /** Number of its shard, from 0. */
  readonly file: number;
  /** Where the photo lies in the shard. */
  readonly place: PhotoPlace;
}

/** What one pass over shards found. Of rows to learn from only their number is kept. */
export interface ShardScan {
  /** Names of the classes; a label is a place in this list. */
  readonly classes: readonly string[];
  /** Training rows of each shard. */
  readonly trainRows: readonly number[];
  /** Training rows of each class, in the order of the classes. */
  readonly trainCounts: readonly number[];
  /** Rows for validation, as they lie in the shards. */
  readonly valid: readonly KeptRow[];
}

/** How shards are looked through. */
export interface ScanOptions extends Pick<RowStreamOptions, 'onBroken' | 'onSkip' | 'signal'> {
  /** Names of the classes, by their numbers. @default what the files tell */
  readonly classes?: readonly string[] | undefined;
  /** Which rows are for validation, by key. */
  readonly isValid: (key: string) => boolean;
}

/** Says whether a row is for validation: by the lot of its key, so that more shards or another order move none. */
export function validByLot(validPct: number, seed: number | string): (key: string) => boolean {
  return (key) => validPct > 0 && photoLot(key, seed) < validPct;
}

/** Looks through all rows once: which classes there are, how many rows, and where those for validation lie. */
export async function scanShards(shards: ShardSet, options: ScanOptions): Promise<ShardScan> {
  const counts = new Map<string | number, number>();
  const valid: (Omit<KeptRow, 'item'> & { readonly name: string; readonly label: string | number })[] = [];
  const trainRows: number[] = [];
  let told: readonly string[] | undefined;
  using bar = new ProgressBar('look through shards', shards.files.length);
  for (const file of shards.files.keys()) {
    trainRows.push(0);
    try {
      const shard = await shards.shard(file);
      told ??= shard.classes;
      for await (const row of shard.rows()) {
        options.signal?.throwIfAborted();
        const isValid = options.isValid(row.key);
        if (!isValid) trainRows[file] = (trainRows[file] as number) + 1;
        const label = labelOf(row, options);
        if (label === undefined) continue;
        if (isValid) valid.push({ name: row.name, label, file, place: row.place });
        else counts.set(label, (counts.get(label) ?? 0) + 1);
      }
    } catch (error) {
      if (!skips(error, options)) throw error;
    }
    bar.advance();
  }
  const seen = new Set([...counts.keys(), ...valid.map(({ label }) => label)]);
  if (seen.size === 0)
    throw new EmptyDatasetError(
      shards.names.join(', '),
      'There is no row with a class',
      'Look at the shards.',
    );
  const classes = options.classes ?? told ?? sortedClasses(seen);
  const nameOf = (label: string | number): string => className(label, classes);
  return {
    classes,
    trainRows,
    trainCounts: countsOf(counts, classes),
    valid: valid.map(({ name, label, file, place }) => ({
      item: { path: name, label: nameOf(label) },
      file,
      place,
    })),
  };
}

function labelOf(row: ShardRow, options: ScanOptions): string | number | undefined {
  try {
    const label = row.label();
    if (options.classes) classIndex(row, label, options.classes);
    return label;
  } catch (error) {
    if (skips(error, options)) return undefined;
    throw error;
  }
}

/** Place of a row's class among the classes. @throws ShardError for a class that is not among them */
export function classIndex(row: ShardRow, label: string | number, classes: readonly string[]): number {
  const index = classes.indexOf(className(label, classes));
  if (index >= 0) return index;
  throw new ShardError(
    row.name,
    'label',
    `has the class ${JSON.stringify(label)}, which is not among ${shown(classes)}`,
    {
      rows: row.next.row - 1,
      remedy: 'Name all classes: { classes: […] }, or pass over such rows: { onBroken: "skip" }.',
    },
  );
}

/** Numbers are places among the names, or names themselves where no names were told. */
function className(label: string | number, classes: readonly string[]): string {
  if (typeof label === 'string') return label;
  return classes.includes(String(label)) ? String(label) : (classes[label] ?? String(label));
}

function countsOf(counts: ReadonlyMap<string | number, number>, classes: readonly string[]): number[] {
  const sums = new Array<number>(classes.length).fill(0);
  for (const [label, count] of counts) {
    const index = classes.indexOf(className(label, classes));
    if (index >= 0) sums[index] = (sums[index] as number) + count;
  }
  return sums;
}

function sortedClasses(seen: ReadonlySet<string | number>): string[] {
  const all = [...seen];
  return all.every((label) => typeof label === 'number')
    ? all.sort((a, b) => Number(a) - Number(b)).map(String)
    : all.map(String).sort();
}

function shown(classes: readonly string[]): string {
  return classes.length <= 10
    ? classes.join(', ')
    : `${classes.slice(0, 10).join(', ')} and ${classes.length - 10} more`;
}
