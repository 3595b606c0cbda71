import type { Mark } from '../../../widgets/index.js';
import type { PhotoState } from './cleanerState.js';

/** What a decision makes of a photo. */
export type Decision = (photo: PhotoState) => Partial<PhotoState>;

/** @param mark `undefined` takes a mark away */
export function marking(mark: Mark | undefined): Decision {
  return () => ({ mark });
}

/** A new class. Who gets one is not to be deleted; one's own class again is none. */
export function relabelling(label: string): Decision {
  return (photo) => ({
    newLabel: label === photo.label ? undefined : label,
    mark: photo.mark === 'delete' ? undefined : photo.mark,
  });
}

/** No duplicate of the others of its group. */
export const denyingDuplicate: Decision = () => ({ notDuplicate: true });
