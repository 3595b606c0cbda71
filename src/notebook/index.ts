export type { Comm, CommHost, CommMessage, CommSendOptions } from './comm.js';
export { notebookPorts, notebookPortsKey, registerNotebookPorts } from './currentPorts.js';
export { isTensorLike, isTypedArray, tensorText, typedArrayText } from './format/tensorText.js';
export { clock, LiveDisplay } from './liveDisplay.js';
export { isDisplayable } from './mimeBundle.js';
export type { DisplayMessage, NotebookPorts } from './notebookPorts.js';
export * from './public.js';
export {
  HtmlTable,
  type HtmlTableOptions,
  htmlTable,
  type TableCell,
  type TableLook,
  tableHtml,
  tableLines,
} from './tables.js';
export { escapeHtml } from './tags.js';
export { TerminalPorts } from './terminalPorts.js';
export { mimeBundleOf, toMimeBundle } from './toMimeBundle.js';
