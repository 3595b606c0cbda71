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
export { isFolder, subfolders } from './folders.js';
export { type ImageListing, listImageFiles, type SkippedFile, sortPaths } from './imageFiles.js';
export { inParallel } from './inParallel.js';
export type { LabelledItem } from './labelledItem.js';
export { LessonData, type LessonName, lessonData } from './lessonData.js';
export { type LessonDigits, lessonDigits } from './mnist/lessonDigits.js';
export { type LoadMnistOptions, loadMnist, type Mnist } from './mnist/loadMnist.js';
export { type IdxArray, readIdx } from './mnist/readIdx.js';
export {
  type PlantedProblem,
  type ProblemKind,
  type SampleOptions,
  type SampleSet,
  samples,
} from './samples/index.js';
export { type PhotoSite, type ServePhotosOptions, servePhotos } from './servePhotos.js';
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
export { type VerifyImagesOptions, verifyImages } from './verify/verifyImages.js';
export { type BrokenImage, VerifyReport } from './verify/verifyReport.js';
