export { type CompareOptions, compare } from './compare.js';
export {
  type ComparedPhoto,
  type ComparisonOutcome,
  comparisonOutcomes,
  type ModelOpinion,
  outcomeOf,
} from './comparedPhoto.js';
export {
  type ClassComparison,
  type ComparedModels,
  type ComparisonCounts,
  type DisagreementOptions,
  ModelComparison,
} from './modelComparison.js';
