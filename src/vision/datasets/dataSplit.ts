import type { LabelledItem } from '../../data/index.js';
import type { PhotoTable } from './photoTable.js';

/** Labelled photos in their parts, before they become a data bunch. */
export interface DataSplit {
  readonly path: string;
  readonly train: readonly LabelledItem[];
  readonly valid: readonly LabelledItem[];
  readonly test?: readonly LabelledItem[] | undefined;
  readonly classes: readonly string[];
  readonly targetKind: 'single' | 'multi' | 'number';
  /** What the user should know: files left out, an empty class. */
  readonly notices: readonly string[];
  /** The table that it was read from. */
  readonly table?: PhotoTable;
}
