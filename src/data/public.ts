export type { UnpackLimits } from './archives/entryGuard.js';
export type { Checksum } from './archives/resumableDownload.js';
export { type UntarDataOptions, untarData } from './archives/untarData.js';
export { type DatasetUrl, URLs } from './archives/urls.js';
export { type DownloadImagesOptions, downloadImages } from './download/downloadImages.js';
export { DownloadReport, type FailedDownload } from './download/downloadReport.js';
export { type ImageListing, type LabelledItem, listImageFiles, type SkippedFile } from './imageFiles.js';
export { type IdxArray, type LoadMnistOptions, loadMnist, type Mnist, readIdx } from './mnist.js';
export type { ParquetShard, ParquetShardOptions } from './shards/parquetShard.js';
export type {
  OnBroken,
  RowStreamOptions,
  StreamedRow,
  StreamState,
  WindowPlace,
} from './shards/rowStream.js';
export type { ByteSource, PhotoPlace, RowPlace, Shard, ShardRow } from './shards/shard.js';
export type { ShardFormat, ShardSet, ShardSetOptions } from './shards/shardSet.js';
export type { TarShardOptions } from './shards/tarShard.js';
export type { FetchRangeOptions } from './shards/urlSource.js';
export type { FileMove, MoveRecord } from './trash/moveJournal.js';
export { type MoveToTrashOptions, moveToTrash, type TrashReceipt } from './trash/moveToTrash.js';
export { listMoves, undoTrash } from './trash/undoMoves.js';
export { type VerifyImagesOptions, verifyImages } from './verifyImages.js';
export type { VerifyResult } from './verifyReport.js';
export { type BrokenImage, VerifyReport } from './verifyReport.js';
