export { highlightedCode, type IdentifierHtml } from './highlightCode.js';
export type { NotebookDocument } from './notebookDocument.js';
export { notebookBody, notebookHtml } from './notebookHtml.js';
export { type CellFailure, type RunOptions, runNotebook } from './notebookRunner.js';
export { readNotebook } from './readNotebook.js';
export { RunProgress } from './runProgress.js';
export { markdownHtml } from './safeHtml.js';
export { settledText } from './settledText.js';
export { writeNotebook } from './writeNotebook.js';
