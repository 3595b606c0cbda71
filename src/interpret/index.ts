export {
  ClassificationInterpretation,
  type TopLosses,
} from './classificationInterpretation.js';
export type { ClassScores, ConfusedPair } from './confusion.js';
export { featureMaps, filterPictures, type MapGridOptions } from './featureMaps.js';
export { FileLink } from './fileLink.js';
export type { GalleryKind } from './galleries.js';
export { type MultiTopLossesOptions, plotMultiTopLosses } from './galleries.js';
export { type GradCamOptions, gradCam, type HeatMap, overlayHeat } from './gradCam.js';
export type {
  ConfusionMatrixOptions,
  FigureSize,
  GalleryOptions,
  InterpretationOptions,
  MostConfusedOptions,
  TopLossesOptions,
} from './interpretationOptions.js';
export type { PhotoPrediction } from './predictionTable.js';
export { type SubmissionOptions, submission } from './submission.js';
