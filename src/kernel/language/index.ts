export type {
  CellEvaluator,
  CellResult,
  Completeness,
  CompletionItem,
  Completions,
  ErrorReport,
  EvaluateOptions,
} from './cellEvaluator.js';
export { type CellEvaluatorOptions, createCellEvaluator } from './createCellEvaluator.js';
export { EngineClient } from './engine/engineClient.js';
export { type LanguageThread, startLanguageThread } from './languageThread.js';
