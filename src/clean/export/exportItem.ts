import { expandPath } from '../../core/index.js';
import { commonFolder, type LabelledItem, recoverMoves } from '../../data/index.js';
import type { Learner } from '../../train/index.js';
import type { DataBunch, PhotoTable } from '../../vision/index.js';
import { auditItems } from '../auditItems.js';
import type { PhotoList } from '../cleaner/cleanerSource.js';
import type { Mark } from '../cleaner/protocol.js';

/** Part of a data set. */
export type ExportSplit = 'train' | 'valid' | 'test';

/** A photo to export with what is known and decided of it; all but the path may be absent. */
export interface ExportItem {
  /** Absolute path. */
  readonly path: string;
  /** Its class as decided; several for multi-label sets; a number for regression. */
  readonly label?: LabelledItem['label'];
  /** Its class before that was changed. */
  readonly was?: string | undefined;
  /** Part of the data. */
  readonly split?: ExportSplit | undefined;
  /** What was decided: a photo to delete is left out. */
  readonly mark?: Mark | undefined;
  /** Words of the user's own. */
  readonly tags?: readonly string[] | undefined;
  /** Names of problems that audits found. */
  readonly problems?: readonly string[] | undefined;
  /** Predicted class. */
  readonly prediction?: string | undefined;
  /** Of the predicted class, 0 to 1. */
  readonly probability?: number | undefined;
  /** Of the model, for the class. */
  readonly loss?: number | undefined;
}

/** What can be exported: a learner or its data, a folder, a dataset, or photos. */
export type ExportSource = Learner | DataBunch | string | PhotoList | readonly ExportItem[];

/** A source's photos, and where they come from. */
export interface ExportSet {
  /** Folder that names of files are relative to. */
  readonly root: string;
  readonly items: readonly ExportItem[];
  /** Class names in their order. @default those that occur, sorted */
  readonly classes?: readonly string[] | undefined;
  /** The table that the photos were read from. */
  readonly table?: PhotoTable | undefined;
  /** The CSV file's text, from whoever knows more of the photos. */
  readonly csv?: () => string;
}

/** The photos of a source. @throws PathNotFoundError */
export async function exportSet(source: ExportSource): Promise<ExportSet> {
  if (typeof source === 'string') return folderSet(expandPath(source));
  if ('data' in source) return bunchSet(source.data);
  if ('trainDs' in source) return bunchSet(source);
  const items = 'items' in source ? source.items : source;
  return { root: commonFolder(items.map(({ path }) => path)), items };
}

/** Class names of a photo. */
export function labelsOf({ label }: Pick<ExportItem, 'label'>): readonly string[] {
  if (label === undefined) return [];
  return typeof label === 'string' ? [label] : typeof label === 'number' ? [String(label)] : label;
}

async function folderSet(root: string): Promise<ExportSet> {
  // What a crash left half moved goes back first.
  await recoverMoves(root);
  const items = await auditItems(root);
  return { root, items: items.map((item) => ({ ...item, split: splitOf(item.split) })) };
}

function bunchSet({ path, classes, trainDs, validDs, testDs, table }: DataBunch): ExportSet {
  const part = (split: ExportSplit, items: readonly LabelledItem[] = []): ExportItem[] =>
    items.map((item) => ({ path: item.path, label: item.label, split }));
  const items = [
    ...part('train', trainDs.items),
    ...part('valid', validDs.items),
    ...part('test', testDs?.items),
  ];
  return { root: path, items, classes, table };
}

function splitOf(split: string | undefined): ExportSplit | undefined {
  return split === 'train' || split === 'valid' || split === 'test' ? split : undefined;
}
