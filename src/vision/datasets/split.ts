import { relative } from 'node:path';
import { InvalidArgumentError, Random } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';

/** Labelled photos in their parts, before they become a data bunch. */
export interface DataSplit {
  /** Folder of the dataset. */
  readonly path: string;
  /** Photos to learn from. */
  readonly train: readonly LabelledItem[];
  /** Photos to validate with. */
  readonly valid: readonly LabelledItem[];
  /** Photos without labels, if there are any. */
  readonly test?: readonly LabelledItem[] | undefined;
  /** Names of the classes; a label is a place in this list. */
  readonly classes: readonly string[];
  /** One class a photo, several, or a number. */
  readonly targetKind: 'single' | 'multi' | 'number';
  /** What the user should know: files left out, an empty class. */
  readonly notices: readonly string[];
  /** The table that it was read from. */
  readonly table?: PhotoTable;
}

/** One row of a table: cells by column name. */
export type PhotoRecord = Readonly<Record<string, unknown>>;

/** The table that a data set was read from, so that a cleaned one can be written that is read alike. */
export interface PhotoTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Column of the file names. */
  readonly nameColumn: string;
  /** Column of the labels. */
  readonly labelColumn: string;
  /** Column that says who is for validation. */
  readonly sideColumn: string | undefined;
  /** Folder of the photos, below the data set's path. */
  readonly folder: string;
  /** What the names in the table lack. */
  readonly suffix: string;
  /** What separates several labels of one photo. */
  readonly labelDelim: string | undefined;
  /** What separates cells. */
  readonly delimiter: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** Rows whose photo is there, in order. */
  readonly rows: readonly { readonly path: string; readonly record: PhotoRecord }[];
}

/** The part of a data set that a photo belongs to. */
export type Side = 'train' | 'valid' | 'test';

/**
 * What a photo is called wherever the data lie: its path below the root, with `/` and composed letters (NFC), since
 * some systems store `ä` as two characters. The way up to a photo outside the root differs from machine to machine
 * and does not count.
 */
export function photoIdentity(root: string, path: string): string {
  return relative(root, path)
    .replaceAll('\\', '/')
    .replace(/^(\.\.\/)+/, '')
    .normalize('NFC');
}

/**
 * The lot that a photo draws: a number of [0, 1) that depends on its identity and the seed alone, on every machine.
 *
 * Ten names that differ in the last digit of their number only, `cats/cat.120.jpg` to `cats/cat.129.jpg`, draw from
 * ten different tenths, so that numbered photos, class by class, are shared out far more evenly than by chance.
 */
export function photoLot(identity: string, seed: number | string): number {
  const lot = new Random(`${seed}/${identity}`).next();
  const numbered = lastDigit.exec(identity);
  if (!numbered) return lot;
  const [, before = '', digit = '', after = ''] = numbered;
  const tenths = new Random(`${seed}/${before}#${after}`).permutation(10);
  return ((tenths[Number(digit)] as number) + lot) / 10;
}

/** The last digit of a file's name, without its extension. */
const lastDigit = /^(.*)(\d)([^\d/]*?(?:\.[^./]*)?)$/;

/** From so many photos on validation is not left empty. */
const fewest = 5;

/**
 * Splits by lot: whose lot is below `validPct` is for validation. A photo's side depends on its identity and the seed
 * alone, so that adding, removing or reordering others moves none; the share differs from `validPct` by what chance
 * gives.
 *
 * One exception: where training would get no photo, or validation none of five or more, it gets the one whose lot is
 * nearest, which goes back when a photo with a better lot comes.
 *
 * @param validPct share for validation, in [0, 1)
 * @param identityOf what a photo is known by; photos of one identity are on one side
 */
export function splitByPercent<T>(
  items: readonly T[],
  validPct: number,
  identityOf: (item: T) => string,
  seed: number | string = 42,
): [train: T[], valid: T[]] {
  if (!(validPct >= 0 && validPct < 1))
    throw new InvalidArgumentError(
      'validPct',
      validPct,
      'a share: at least 0 and below 1',
      'Write 0.2 for 20 %.',
    );
  const lots = items.map((item) => photoLot(identityOf(item), seed));
  const limit = limitFor(lots, validPct);
  // Both parts keep the order of the files.
  return [items.filter((_, i) => !isBelow(lots[i], limit)), items.filter((_, i) => isBelow(lots[i], limit))];
}

function isBelow(lot: number | undefined, limit: number): boolean {
  return (lot as number) < limit;
}

/** `validPct`, moved to the nearest lot where a part would be empty. */
function limitFor(lots: readonly number[], validPct: number): number {
  if (validPct === 0 || lots.length === 0) return validPct;
  const sorted = [...new Set(lots)].sort((a, b) => a - b);
  const [least, second, most] = [sorted[0], sorted[1], sorted.at(-1)] as [number, number | undefined, number];
  if (second !== undefined && least >= validPct && lots.length >= fewest) return second;
  return Math.min(most, validPct);
}

/**
 * What the user should know of a split by lot: a share far from the asked one, no validation photo, classes that
 * cannot be validated.
 */
export function splitNotices(
  train: readonly LabelledItem[],
  valid: readonly LabelledItem[],
  validPct: number,
): string[] {
  const all = train.length + valid.length;
  if (validPct === 0 || all === 0) return [];
  const asked = `${percent(validPct)} of the ${all} photos were asked for validation`;
  const why = 'a photo’s side depends on its name and the seed alone; choose another seed for another split';
  if (valid.length === 0)
    return [`No photo is for validation, so nothing can be measured: ${asked}, and ${why}, or add photos.`];
  const share = valid.length / all;
  const isOff = Math.abs(share - validPct) > validPct / 5;
  return [
    ...(isOff ? [`${valid.length} photos (${percent(share)}) are for validation: ${asked}; ${why}.`] : []),
    ...unvalidated(train, valid),
  ];
}

/** Classes of five photos or more, all of which are for training. */
function unvalidated(train: readonly LabelledItem[], valid: readonly LabelledItem[]): string[] {
  const counts = new Map<string, number>();
  for (const { label } of train)
    if (typeof label === 'string') counts.set(label, (counts.get(label) ?? 0) + 1);
  for (const { label } of valid) counts.delete(String(label));
  const names = [...counts].filter(([, count]) => count >= 5).map(([name]) => name);
  return names.length === 0 ? [] : [`No photo of ${names.join(', ')} is for validation.`];
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
