export { freeName } from './freeName.js';
export { sha256OfFile } from './moveFile.js';
export { type MoveRecord, trashName } from './moveJournal.js';
export { commonFolder, type MoveToTrashOptions, moveToTrash, type TrashReceipt } from './moveToTrash.js';
export {
  newTransactionId,
  type PlannedMove,
  recoverMoves,
  relativePath,
  runMoves,
  type TransactionOptions,
} from './moveTransaction.js';
export { originalNames } from './originalNames.js';
export { listMoves, undoMoves, undoTrash } from './undoMoves.js';
