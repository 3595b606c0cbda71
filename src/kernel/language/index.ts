export type {
  CellEvaluator,
  CellResult,
  Completeness,
  CompletionItem,
  Completions,
  DebugHooks,
  ErrorReport,
  EvaluateOptions,
  RunningCode,
  RunningFile,
} from './cellEvaluator.js';
export { CheckerClient } from './checker/checkerPort.js';
export { type CellEvaluatorOptions, createCellEvaluator } from './createCellEvaluator.js';
export { type LanguageThread, startLanguageThread } from './languageThread.js';
