export type {
  CellEvaluator,
  CellResult,
  Completeness,
  CompletionItem,
  Completions,
  ErrorReport,
  EvaluateOptions,
} from './cellEvaluator.js';
export {
  type CellEvaluatorOptions,
  createCellEvaluator,
  type LanguageThread,
} from './createCellEvaluator.js';
export { EngineClient } from './engine/engineClient.js';
