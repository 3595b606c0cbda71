export type { NotebookDocument } from './notebookDocument.js';
export { notebookHtml } from './notebookHtml.js';
export { type CellFailure, type RunOptions, runNotebook } from './notebookRunner.js';
export { readNotebook } from './readNotebook.js';
export { RunProgress } from './runProgress.js';
export { writeNotebook } from './writeNotebook.js';
