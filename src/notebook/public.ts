export type { CommData } from './comm.js';
export { clearOutput, type Display, type DisplayOptions, display } from './display.js';
export { ProgressBar } from './liveDisplay.js';
export { type Displayable, jupyterDisplay, type MimeBundle } from './mimeBundle.js';
export type { OutputSink } from './notebookPorts.js';
export type { Tag } from './tags.js';
export { html, md, svg } from './tags.js';
