import { relative, sep } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError, shownPath } from '../../core/index.js';
import {
  type Displayable,
  jupyterDisplay,
  type MimeBundle,
  notebookPorts,
  ProgressBar,
} from '../../notebook/index.js';
import { cleanedCsv } from '../cleaner/decisions/cleanedCsv.js';
import { writeCoco } from './cocoJson.js';
import { type ExportItem, type ExportSet, type ExportSource, exportSet, labelsOf } from './exportItem.js';
import type { ExportTask, LeftOut } from './exportTask.js';
import { writeImageFolder } from './imageFolder.js';

/** How a data set leaves the notebook. */
export type ExportFormat = 'csv' | 'coco' | 'imagefolder';

/** Options of {@link exportDataset}. */
export interface ExportDatasetOptions {
  /**
   * `csv`: `name,label,is_valid`, for `fromCsv`; `coco`: one JSON file; `imagefolder`: a folder of copies for Hugging
   * Face's `load_dataset`. @default by the path: `….csv`, `….json`, else a folder
   */
  readonly format?: ExportFormat;
  /** Folder that names of photos are relative to. @default the source's */
  readonly root?: string;
  /** Class names in the order of their numbers. @default the learner's; those that occur, sorted */
  readonly classes?: readonly string[];
  /** `imagefolder`: hard links instead of copies where the disk is the same: quick, but one file with two names. @default false */
  readonly link?: boolean;
  /** `imagefolder`: columns `was`, `mark`, `tags`, `problems` too. COCO has them always, CSV never. @default false */
  readonly decisions?: boolean;
  /** Whether a bar shows how far it is. @default true */
  readonly progress?: boolean;
  /** Ends the work. @default Stop of the cell */
  readonly signal?: AbortSignal;
}

/** What an export has written. */
export class ExportedDataset implements Displayable {
  constructor(
    /** The file or folder. */
    readonly path: string,
    /** Its format. */
    readonly format: ExportFormat,
    /** Photos in it. */
    readonly photos: number,
    /** Photos that are not in it, for they cannot be read. */
    readonly leftOut: readonly LeftOut[],
  ) {}

  toString(): string {
    const { length } = this.leftOut;
    const some = this.leftOut.slice(0, 5).map(({ path, why }) => `  ${shownPath(path)}: ${why}`);
    const rest = length > some.length ? [`  and ${length - some.length} more`] : [];
    const lost = length > 0 ? [`${length} left out:`, ...some, ...rest] : [];
    return [`${this.photos} photos in ${shownPath(this.path)} (${this.format})`, ...lost].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }
}

/**
 * Takes a data set out of the notebook: as CSV, as COCO JSON, or as a folder for Hugging Face's `imagefolder`. At `path`
 * stands the old or the new, whole, whatever happens; photos that cannot be read are left out and named.
 * `cleaner.export(path)` does the same with what has been decided in it.
 *
 * @throws {ExportExistsError} where a folder is to be written and something is there
 * @throws {DiskFullError} {@link FileWriteError} {@link PathNotFoundError}
 * @example
 * ```ts
 * import { exportDataset } from 'tsvision';
 * await exportDataset(photos, 'bears.json'); // COCO
 * await exportDataset(data, 'bears-hf'); // load_dataset('imagefolder', data_dir='bears-hf')
 * ```
 */
export async function exportDataset(
  source: ExportSource,
  path: string,
  options: ExportDatasetOptions = {},
): Promise<ExportedDataset> {
  return writeExport(await exportSet(source), path, options);
}

/** Writes a set of photos. */
export async function writeExport(
  found: ExportSet,
  path: string,
  options: ExportDatasetOptions,
): Promise<ExportedDataset> {
  const { root = found.root, classes = found.classes, progress = true } = options;
  const set = { ...found, root: expandPath(root), classes };
  const { signal = notebookPorts().interruptSignal(), link = false, decisions = false } = options;
  const format = options.format ?? formatOf(path);
  const target = expandPath(path);
  if (format === 'imagefolder') requireOutside(set.root, target, path);
  const kept = set.items.filter(({ mark }) => mark !== 'delete').length;
  const bar = progress && format !== 'csv' ? new ProgressBar('export', kept) : undefined;
  const task: ExportTask = { signal, advance: () => bar?.advance() };
  try {
    const leftOut = await write(format, target, set, { ...task, link, decisions });
    const photos = format === 'csv' ? set.items.filter(isInCsv).length : kept - leftOut.length;
    return new ExportedDataset(target, format, photos, leftOut);
  } finally {
    bar?.finish();
  }
}

async function write(
  format: ExportFormat,
  path: string,
  set: ExportSet,
  options: ExportTask & { readonly link: boolean; readonly decisions: boolean },
): Promise<readonly LeftOut[]> {
  switch (format) {
    case 'csv':
      await atomicWrite(path, set.csv?.() ?? csvOf(set));
      return [];
    case 'coco':
      return writeCoco(path, set, options);
    case 'imagefolder':
      return writeImageFolder(path, set, options);
    default:
      throw new InvalidArgumentError('format', format satisfies never, "'csv', 'coco' or 'imagefolder'");
  }
}

function formatOf(path: string): ExportFormat {
  if (/\.csv$/i.test(path)) return 'csv';
  return /\.json$/i.test(path) ? 'coco' : 'imagefolder';
}

/** A copy inside the data set would be among its photos the next time. */
function requireOutside(root: string, target: string, path: string): void {
  const inside = relative(root, target).split(sep);
  if (inside[0] === '..' || relative(root, target) === target) return;
  throw new InvalidArgumentError('path', path, 'a folder outside the data set', 'Name one beside it.');
}

/** A table of training and validation cannot say that a photo is to test with. */
function isInCsv({ mark, split }: ExportItem): boolean {
  return mark !== 'delete' && split !== 'test';
}

function csvOf({ root, items, table }: ExportSet): string {
  const photos = items.filter(isInCsv).map((item) => {
    const { path, split } = item;
    const label = labelsOf(item).join(';') || undefined;
    const side = split === 'train' || split === 'valid' ? split : undefined;
    return { item: { path, label, split: side }, photo: { path, label } };
  });
  return cleanedCsv(root, photos, table);
}
