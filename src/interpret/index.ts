export {
  ClassificationInterpretation,
  type TopLosses,
  type TopLossItem,
} from './classificationInterpretation.js';
export {
  type ClassComparison,
  type ComparedModels,
  type ComparedPhoto,
  type CompareOptions,
  type ComparisonCounts,
  type ComparisonOutcome,
  compare,
  type DisagreementOptions,
  ModelComparison,
  type ModelOpinion,
} from './comparison/index.js';
export type { ClassScores, ConfusedPair } from './confusion.js';
export {
  type ClassLabels,
  type ConfusionCountsOptions,
  confusionMatrix,
  plotConfusionMatrix,
} from './confusionMatrix.js';
export { type FeatureMapsOptions, featureMaps, filterPictures, type MapGridOptions } from './featureMaps.js';
export type { GalleryKind, PhotoPrediction } from './galleries.js';
export { type MultiTopLossesOptions, plotMultiTopLosses } from './galleries.js';
export { type GradCamOptions, gradCam, type HeatMap, overlayHeat } from './gradCam.js';
export type {
  ConfusionMatrixOptions,
  GalleryOptions,
  InterpretationOptions,
  MostConfusedOptions,
  TopLossesOptions,
} from './interpretationOptions.js';
export { FileLink, type SubmissionOptions, submission } from './submission.js';
