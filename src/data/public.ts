export type { UnpackLimits } from './archives/entryGuard.js';
export type { Checksum } from './archives/resumableDownload.js';
export { type UntarDataOptions, untarData } from './archives/untarData.js';
export { type DatasetUrl, URLs } from './archives/urls.js';
export { type DownloadImagesOptions, downloadImages } from './download/downloadImages.js';
export { DownloadReport, type FailedDownload } from './download/downloadReport.js';
export { type ImageListing, type LabelledItem, listImageFiles, type SkippedFile } from './imageFiles.js';
export { type IdxArray, type LoadMnistOptions, loadMnist, type Mnist, readIdx } from './mnist.js';
export {
  listMoves,
  type MoveRecord,
  type MoveToTrashOptions,
  moveToTrash,
  type TrashReceipt,
  undoTrash,
} from './trash/index.js';
export type { FileMove } from './trash/moveJournal.js';
export { type VerifyImagesOptions, verifyImages } from './verifyImages.js';
export type { VerifyResult } from './verifyReport.js';
export { type BrokenImage, VerifyReport } from './verifyReport.js';
