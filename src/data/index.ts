export { inParallel } from '../core/inParallel.js';
export type { UnpackLimits } from './archives/entryGuard.js';
export {
  type Checksum,
  type ResumableDownloadOptions,
  resumableDownload,
} from './archives/resumableDownload.js';
export { unpackArchive } from './archives/unpackArchive.js';
export { type UntarDataOptions, untarData } from './archives/untarData.js';
export { type DatasetUrl, URLs } from './archives/urls.js';
export { type DownloadImagesOptions, downloadImages } from './download/downloadImages.js';
export { DownloadReport, type FailedDownload } from './download/downloadReport.js';
export { parseUrlList, readUrlList } from './download/urlList.js';
export * from './errors.js';
export {
  findPhotos,
  type ImageListing,
  isFolder,
  type LabelledItem,
  listImageFiles,
  type SkippedFile,
  sortPaths,
  subfolders,
} from './imageFiles.js';
export { type IdxArray, type LoadMnistOptions, loadMnist, type Mnist, readIdx } from './mnist.js';
export {
  commonFolder,
  freeName,
  listMoves,
  type MoveRecord,
  type MoveToTrashOptions,
  moveToTrash,
  newTransactionId,
  originalNames,
  type PlannedMove,
  recoverMoves,
  relativePath,
  runMoves,
  sha256OfFile,
  type TransactionOptions,
  type TrashReceipt,
  trashName,
  undoMoves,
  undoTrash,
} from './trash/index.js';
export type { FileMove } from './trash/moveJournal.js';
export { type VerifyImagesOptions, verifyImages } from './verifyImages.js';
export type { VerifyResult } from './verifyReport.js';
export { type BrokenImage, VerifyReport } from './verifyReport.js';
