import type { LabelledItem } from '../../data/index.js';
import type { DataBunchOptions } from '../bunch/dataBunchOptions.js';
import type { PhotoRecord, Side } from '../datasets/photoTable.js';
import type { ImageStats } from '../sampling/imageStats.js';

/** A photo of an image list, with the row of the table that it came from. */
export interface ListedPhoto {
  /** Absolute. */
  readonly path: string;
  readonly record?: PhotoRecord;
}

/** Says the side of a photo; `undefined`: it is in neither part. */
export type SideRule = (photo: ListedPhoto, index: number) => Side | undefined;

/** Says the label of a photo; nothing where it has none. */
export type LabelRule = (photo: ListedPhoto, index: number) => LabelledItem['label'] | null;

/** By lot, or by a rule that may have to be read first. */
export type SplitStep =
  | { readonly validPct: number; readonly seed: number | string | undefined }
  | { readonly rule: (root: string) => SideRule | Promise<SideRule> };

/** What an image list has been told so far. */
export interface ImageRecipe {
  readonly path: string;
  readonly read: () => Promise<readonly ListedPhoto[]>;
  readonly split?: SplitStep;
  readonly label?: LabelRule;
  readonly targetKind?: LabelledTarget;
  /** Paths of unlabelled photos. */
  readonly test?: () => Promise<readonly string[]>;
  readonly options: DataBunchOptions;
  readonly stats?: ImageStats;
}

/** What labels are. */
export type LabelledTarget = 'single' | 'multi' | 'number';
