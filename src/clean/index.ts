export { type AuditImagesOptions, auditImages } from './auditImages.js';
export { AuditReport, type DuplicateGroup } from './auditReport.js';
export type { AuditItem, AuditOptions, Finding } from './audits/audit.js';
export { FileDeleter, type FileDeleterOptions } from './fileDeleter.js';
export {
  commonFolder,
  listMoves,
  type MoveToTrashOptions,
  moveToTrash,
  type TrashReceipt,
  undoTrash,
} from './trash/index.js';
