import type { ExportItem } from '../../export/exportItem.js';
import type { CleanerItem } from '../cleanerItem.js';
import type { PhotoState } from './cleanerState.js';

/** The photos of a cleaner as they stand, for an export; those in the trash are left out. */
export function decidedPhotos(
  items: readonly CleanerItem[],
  states: readonly PhotoState[],
): readonly ExportItem[] {
  return states.flatMap(({ path, label, newLabel, mark, tags, gone }, index) => {
    if (gone) return [];
    const { labelText, split, problems, prediction, probability, loss } = items[index] ?? {};
    const decided = newLabel ?? label ?? labelText?.split(';');
    const was = newLabel === undefined ? undefined : label;
    return [{ path, label: decided, was, mark, tags, split, problems, prediction, probability, loss }];
  });
}
