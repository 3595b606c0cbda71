export type { NotebookDocument } from './notebookDocument.js';
export { type CellFailure, type RunOptions, runNotebook } from './notebookRunner.js';
export { injectParameters, type ParameterOptions, parametersOf } from './parameters.js';
export { readNotebook } from './readNotebook.js';
export { RunProgress } from './runProgress.js';
export { settledText } from './settledText.js';
export { writeNotebook } from './writeNotebook.js';
