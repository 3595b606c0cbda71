export { type ResumableDownloadOptions, resumableDownload } from './archives/resumableDownload.js';
export { unpackArchive } from './archives/unpackArchive.js';
export { type SetupDigitsOptions, setupDigits } from './digits/setupDigits.js';
export { parseUrlList, readUrlList } from './download/urlList.js';
export * from './errors.js';
export { findPhotos, isFolder, relativePath, sortPaths, subfolders } from './imageFiles.js';
export { digitsFolder, holdsDigits, idxFile, packagedDigits } from './mnist.js';
export * from './public.js';
export { isUrl, openBytes } from './shards/byteSource.js';
export { openParquet } from './shards/parquetShard.js';
export { skips, streamRows } from './shards/rowStream.js';
export { expandBraces, shardFiles } from './shards/shardFiles.js';
export { ShardSet } from './shards/shardSet.js';
export { TarShard } from './shards/tarShard.js';
export { bareUrl, fetchBytes } from './shards/urlSource.js';
export { freeName, originalNames } from './trash/fileNames.js';
export { sha256OfFile } from './trash/moveFile.js';
export { trashName } from './trash/moveJournal.js';
export { commonFolder } from './trash/moveToTrash.js';
export {
  newTransactionId,
  type PlannedMove,
  recoverMoves,
  runMoves,
  type TransactionOptions,
} from './trash/moveTransaction.js';
export { undoMoves } from './trash/undoMoves.js';
