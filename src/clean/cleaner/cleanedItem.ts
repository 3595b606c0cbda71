import type { Mark } from '../../widgets/index.js';
import type { CleanerSession } from './cleanerSession.js';

/** A photo of the cleaner as it stands. */
export interface CleanedItem {
  /** Number by which the cleaner's methods know it. */
  readonly index: number;
  readonly path: string;
  /** Class as decided. */
  readonly label: string | undefined;
  readonly split: 'train' | 'valid' | undefined;
  readonly mark: Mark | undefined;
  readonly relabelled: boolean;
}

/** Every photo of a session as it stands, those in the trash left out. */
export function cleanedItems({ state, items }: CleanerSession): CleanedItem[] {
  return state.photos.flatMap(({ path, label, newLabel, mark, gone }, index) => {
    if (gone) return [];
    const split = items[index]?.split;
    return [{ index, path, label: newLabel ?? label, split, mark, relabelled: newLabel !== undefined }];
  });
}
