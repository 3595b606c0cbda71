export type { Comm, CommData, CommHost, CommMessage, CommSendOptions } from './comm.js';
export { clearOutput, type DisplayOptions, display } from './display.js';
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
export { clock, ProgressBar } from './progressBar.js';
export { TerminalPorts } from './terminalPorts.js';
export { toMimeBundle } from './toMimeBundle.js';
