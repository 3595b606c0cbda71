export { commonFolder, type MoveToTrashOptions, moveToTrash, type TrashReceipt } from './moveToTrash.js';
export { listMoves, undoTrash } from './undoMoves.js';
