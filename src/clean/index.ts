export { FileDeleter, type FileDeleterOptions } from './fileDeleter.js';
export {
  commonFolder,
  listMoves,
  type MoveToTrashOptions,
  moveToTrash,
  type TrashReceipt,
  undoTrash,
} from './trash/index.js';
