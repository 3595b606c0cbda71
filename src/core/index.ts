export { atomicWrite } from './atomicWrite.js';
export { AlreadyNormalizedError } from './errors/alreadyNormalizedError.js';
export { ArchiveError } from './errors/archiveError.js';
export { CellSyntaxError } from './errors/cellSyntaxError.js';
export { CellTimeoutError } from './errors/cellTimeoutError.js';
export { ChecksumError } from './errors/checksumError.js';
export { CleanerClosedError } from './errors/cleanerClosedError.js';
export { ConnectionFileError } from './errors/connectionFileError.js';
export { DiskFullError } from './errors/diskFullError.js';
export { DownloadError } from './errors/downloadError.js';
export { EmptyDatasetError } from './errors/emptyDatasetError.js';
export { EngineSetupError, type EngineSetupProblem } from './errors/engineSetupError.js';
export { EngineUnavailableError } from './errors/engineUnavailableError.js';
export { ExitRefusedError } from './errors/exitRefusedError.js';
export { ExportError } from './errors/exportError.js';
export { FileMoveError } from './errors/fileMoveError.js';
export { FilesVanishedError } from './errors/filesVanishedError.js';
export { FolderLockedError } from './errors/folderLockedError.js';
export { ImageDecodeError } from './errors/imageDecodeError.js';
export { InputUnavailableError } from './errors/inputUnavailableError.js';
export { InterruptedError } from './errors/interruptedError.js';
export { InvalidArgumentError } from './errors/invalidArgumentError.js';
export { JobSubmissionError } from './errors/jobSubmissionError.js';
export { KernelDiedError } from './errors/kernelDiedError.js';
export { LearnerBusyError } from './errors/learnerBusyError.js';
export { LearningRatesError } from './errors/learningRatesError.js';
export { LossNotFiniteError } from './errors/lossNotFiniteError.js';
export { NotebookFormatError } from './errors/notebookFormatError.js';
export { PathNotFoundError } from './errors/pathNotFoundError.js';
export { PortInUseError } from './errors/portInUseError.js';
export { PredictionPartsError } from './errors/predictionPartsError.js';
export { RequestError, type RequestErrorCode } from './errors/requestError.js';
export { SafetensorsError, type SafetensorsProblem } from './errors/safetensorsError.js';
export { StalePlanError } from './errors/stalePlanError.js';
export { TrainConfigError } from './errors/trainConfigError.js';
export { TrainingInterruptedError } from './errors/trainingInterruptedError.js';
export { isTsvisionError, TsvisionError, type TsvisionErrorOptions } from './errors/tsvisionError.js';
export { UnknownMagicError } from './errors/unknownMagicError.js';
export { UnsupportedLayerError } from './errors/unsupportedLayerError.js';
export { UnsupportedPhotoError } from './errors/unsupportedPhotoError.js';
export {
  type ShapeMismatch,
  type WeightsMismatch,
  WeightsMismatchError,
} from './errors/weightsMismatchError.js';
export { WeightsNotFoundError } from './errors/weightsNotFoundError.js';
export { cacheFolder, expandPath, packageRoot, realDataFolder, shownPath } from './paths.js';
export { Random, type RandomState } from './random.js';
