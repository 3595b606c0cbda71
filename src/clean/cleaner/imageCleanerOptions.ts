import type { AuditReport } from '../auditReport.js';
import type { ApplyMode } from './cleanerSession.js';
import type { CleanerSource } from './cleanerSource.js';

/** Options of an ImageCleaner. */
export interface ImageCleanerOptions {
  /** Folder of the data set, for trash and journal. @default the learner's, or what all photos have in common */
  readonly root?: string;
  /** A report whose findings become badges, or whether to make one. @default up to 2,000 photos */
  readonly audit?: AuditReport | boolean;
  /** What apply does: `move` files to the trash and to class folders, or write `cleaned.csv`. @default 'move' */
  readonly mode?: ApplyMode;
  /** Opens on the duplicates alone, where there are any. @default false */
  readonly duplicates?: boolean;
  /** Numbers of photos of the source that come first, in this order. @default as the source has them */
  readonly idxs?: readonly number[];
  /** Height of the grid, in CSS pixels. @default 520 */
  readonly height?: number;
  /** Longer side of a thumbnail, in CSS pixels. @default 140 */
  readonly thumbSize?: number;
}

/** What a cleaner is made from: options alone, or as in fastai `(ds, idxs, path, { duplicates: true })`. */
export type CleanerArguments =
  | readonly [source: CleanerSource, options?: ImageCleanerOptions]
  | readonly [
      source: CleanerSource,
      idxs: readonly number[],
      path?: string | undefined,
      options?: ImageCleanerOptions,
    ];

/** The arguments as a source and its options. */
export function cleanerOptions(given: CleanerArguments): {
  readonly source: CleanerSource;
  readonly options: ImageCleanerOptions;
} {
  const [source, second = {}, root, options = {}] = given;
  if (!isNumbers(second)) return { source, options: second };
  return { source, options: { ...options, idxs: second, ...(root === undefined ? {} : { root }) } };
}

function isNumbers(value: ImageCleanerOptions | readonly number[]): value is readonly number[] {
  return Array.isArray(value);
}
