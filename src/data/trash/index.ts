export { freeName, originalNames } from './fileNames.js';
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
export { listMoves, undoMoves, undoTrash } from './undoMoves.js';
