// The whole public API of tsvision, by layer. Explicit names only.

// core
export {
  InvalidArgumentError,
  isTsvisionError,
  PathNotFoundError,
  Random,
  TsvisionError,
} from './core/index.js';
// engine
export { tf } from './engine/index.js';
// notebook
export {
  clearOutput,
  type Displayable,
  type DisplayOptions,
  display,
  jupyterDisplay,
  type MimeBundle,
  ProgressBar,
} from './notebook/index.js';
// clean
export {
  listMoves,
  type MoveToTrashOptions,
  moveToTrash,
  type TrashReceipt,
  undoTrash,
} from './clean/index.js';
