export { type AuditImagesOptions, auditImages } from './auditImages.js';
export { AuditReport, type DuplicateGroup } from './auditReport.js';
export type { Audit, AuditedPhoto, AuditItem, AuditOptions, Finding } from './audits/audit.js';
export type { CleanedItem, CleanerItem, RivalOpinions } from './cleaner/cleanerItem.js';
export type { ApplyMode } from './cleaner/cleanerSession.js';
export type { CleanerSource, PhotoList } from './cleaner/cleanerSource.js';
export type { CleanerWidget } from './cleaner/cleanerWidget.js';
export type { CompareAttributes, ComparedPart, ComparisonState } from './cleaner/compareProtocol.js';
export type { PhotoReference } from './cleaner/decisions/cleanerState.js';
export { ImageCleaner } from './cleaner/imageCleaner.js';
export type { CleanerArguments, ImageCleanerOptions } from './cleaner/imageCleanerOptions.js';
export type { ColourKey, LeakPair, MapAttributes, MapLayout, MapState } from './cleaner/mapProtocol.js';
export type { CleanerMap, LeakedPhotos, LikePhoto, OutlyingPhoto } from './cleaner/mapping/cleanerMap.js';
export type { PhotoSelection } from './cleaner/mapping/photoSelection.js';
export type {
  CleanerCounts,
  CleanerFilter,
  CleanerPlan,
  ImageCleanerState,
  Mark,
  SortKey,
} from './cleaner/protocol.js';
export type { PhotoWordName, WordsAttributes, WordsState } from './cleaner/wordsProtocol.js';
export type { Formatter } from './datasetFormatter.js';
export { DatasetFormatter, type FormatterOptions } from './datasetFormatter.js';
export {
  type ExportDatasetOptions,
  ExportedDataset,
  type ExportFormat,
  type ExportItem,
  type ExportSource,
  type ExportSplit,
  exportDataset,
  type LeftOut,
} from './export/index.js';
export type { FileIdentity } from './facts/fileIdentity.js';
export type { Light } from './facts/light.js';
export type { PerceptualHash } from './facts/perceptualHash.js';
export type { PhotoFacts, UnreadablePhoto } from './facts/photoFacts.js';
export { type DeleterItem, FileDeleter, type FileDeleterOptions } from './fileDeleter.js';
export type { FeatureMatrix } from './labelErrors/featureMatrix.js';
export {
  type FindLabelErrorsOptions,
  findLabelErrors,
  type LabelError,
  LabelErrors,
  type LabelledFeatures,
} from './labelErrors/findLabelErrors.js';
export type { LinearHeadOptions } from './labelErrors/linearHead.js';
export type { OutOfSampleOptions } from './labelErrors/outOfSample.js';
export { type SaveReportOptions, saveReport } from './report/index.js';
export { type Suspicion, suspicionsOf } from './suspicion.js';
export { imagenetWords } from './words/imagenetWords.js';
