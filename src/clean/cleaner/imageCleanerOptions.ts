import type { AuditReport } from '../auditReport.js';
import type { ApplyMode } from './cleanerSession.js';

/** Options of an ImageCleaner. */
export interface ImageCleanerOptions {
  /** Folder of the data set, for trash and journal. @default the learner's, or what all photos have in common */
  readonly root?: string;
  /** A report whose findings become badges, or whether to make one. @default up to 2,000 photos */
  readonly audit?: AuditReport | boolean;
  /** What apply does: `move` files to the trash and to class folders, or write `cleaned.csv`. @default 'move' */
  readonly mode?: ApplyMode;
  /** Height of the grid, in CSS pixels. @default 520 */
  readonly height?: number;
  /** Longer side of a thumbnail, in CSS pixels. @default 140 */
  readonly thumbSize?: number;
}
