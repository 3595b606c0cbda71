export { type AuditImagesOptions, auditImages } from './auditImages.js';
export { AuditReport, type DuplicateGroup } from './auditReport.js';
export type { AuditItem, AuditOptions, Finding } from './audits/audit.js';
export type { CleanedItem, CleanerItem } from './cleaner/cleanerItem.js';
export type { ApplyMode } from './cleaner/cleanerSession.js';
export type { CleanerSource } from './cleaner/cleanerSource.js';
export type { PhotoReference } from './cleaner/decisions/cleanerState.js';
export { ImageCleaner } from './cleaner/imageCleaner.js';
export type { ImageCleanerOptions } from './cleaner/imageCleanerOptions.js';
export type { CleanerPlan, Mark } from './cleaner/protocol.js';
export { DatasetFormatter, type FormatterOptions } from './datasetFormatter.js';
export * from './errors.js';
export { FileDeleter, type FileDeleterOptions } from './fileDeleter.js';
export type { FeatureMatrix } from './labelErrors/featureMatrix.js';
export {
  type FindLabelErrorsOptions,
  findLabelErrors,
  type LabelError,
  LabelErrors,
  type LabelledFeatures,
} from './labelErrors/findLabelErrors.js';
