export type { Comm, CommData, CommHost, CommMessage, CommSendOptions } from './comm.js';
export { clearOutput, type Display, type DisplayOptions, display } from './display.js';
export { escapeHtml } from './escapeHtml.js';
export { LiveDisplay } from './liveDisplay.js';
export { type Displayable, isDisplayable, jupyterDisplay, type MimeBundle } from './mimeBundle.js';
export {
  type DisplayMessage,
  type NotebookPorts,
  notebookPorts,
  notebookPortsKey,
  registerNotebookPorts,
} from './notebookPorts.js';
export type { OutputSink } from './outputSink.js';
export { clock, ProgressBar } from './progressBar.js';
export type { Tag } from './tags.js';
export { html, md, svg } from './tags.js';
export { TerminalPorts } from './terminalPorts.js';
export { mimeBundleOf, toMimeBundle } from './toMimeBundle.js';
