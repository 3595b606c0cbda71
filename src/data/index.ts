export { type ResumableDownloadOptions, resumableDownload } from './archives/resumableDownload.js';
export { unpackArchive } from './archives/unpackArchive.js';
export { parseUrlList, readUrlList } from './download/urlList.js';
export * from './errors.js';
export { findPhotos, isFolder, sortPaths, subfolders } from './imageFiles.js';
export * from './public.js';
export {
  commonFolder,
  freeName,
  newTransactionId,
  originalNames,
  type PlannedMove,
  recoverMoves,
  relativePath,
  runMoves,
  sha256OfFile,
  type TransactionOptions,
  trashName,
  undoMoves,
} from './trash/index.js';
