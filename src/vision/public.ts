import './holdEngine.js';

export type {
  DataBunchOptions,
  FromCsvOptions,
  FromFolderOptions,
  FromNamesOptions,
} from './bunch/bunchLoaders.js';
export { datasetStats } from './bunch/datasetStats.js';
export { ImageClassifierData, type ImageClassifierOptions } from './bunch/imageClassifierData.js';
export { ImageDataBunch } from './bunch/imageDataBunch.js';
export { ImageItemList, ImageList, type PendingDataBunch } from './bunch/imageList.js';
export type { ImageTableOptions, LabelledTarget } from './bunch/imageRecipe.js';
export type { BunchPart, PhotoBunch } from './bunch/photoBunch.js';
export type { ShowableLoader, ShowBatchOptions } from './bunch/showBatch.js';
export {
  type CompileOptions,
  compileFrozenBody,
  type FrozenBody,
  type OnnxSession,
  openOnnxSession,
} from './compile/compileFrozenBody.js';
export type { Batch, CnnModel, DataBunch, DataLoader, ImageDataset } from './contracts.js';
export type { FolderSplitOptions } from './datasets/folderSplit.js';
export type { LabelFunc, ListSplitOptions, PhotoLabel } from './datasets/listSplit.js';
export { PhotoDataset, type PhotoItem } from './datasets/photoDataset.js';
export { copyRandomSample, moveRandomSample, type RandomSampleOptions } from './datasets/randomSample.js';
export type { DataSplit as DatasetSplit, PhotoRecord, PhotoTable } from './datasets/split.js';
export type { CsvSplitOptions } from './datasets/tableSplit.js';
export { csvRecords, type RecordsOptions } from './datasets/tableSplit.js';
export type { ExportInfo, ExportNetwork } from './export/exportInfo.js';
export type { OnnxEncoding } from './export/exportOnnx.js';
export { exportOnnx, type OnnxExportOptions } from './export/exportOnnx.js';
export { type ClassMode, toCategorical } from './keras/directoryListing.js';
export { arrayToImg, imgToArray, loadImg } from './keras/imageArrays.js';
export { type FlowFromDirectoryOptions, ImageDataGenerator } from './keras/imageDataGenerator.js';
export type { ImageGeneratorSource } from './keras/imageGenerator.js';
export { ImageGenerator, type KerasBatch } from './keras/imageGenerator.js';
export type { FlowOptions, ImageDataGeneratorOptions } from './keras/kerasTransforms.js';
export { loadModel, type SaveModelOptions, saveModel } from './keras/savedModel.js';
export type { PhotoJob, PhotoJobResult, PhotoTask } from './loading/photoJob.js';
export { PhotoLoader, type PhotoLoaderOptions } from './loading/photoLoader.js';
export type { BatchBuffers, PhotoCache } from './loading/photoMemory.js';
export {
  type PhotoInput,
  PhotoPreprocessor,
  type PhotoPreprocessorConfig,
} from './loading/photoPreprocessor.js';
export { PhotoWorkers } from './loading/photoWorkers.js';
export type { BatchSettings } from './loading/prepareBatch.js';
export type { UnreadablePhotos } from './loading/unreadablePhotos.js';
export { openImage, VisionImage } from './loading/visionImage.js';
export type { ArchitectureSpec, HubFile } from './models/architectures/architectureSpec.js';
export { type BuildCnnOptions, buildCnn, type CnnHeadOptions } from './models/buildCnn.js';
export { VGG16, type Vgg16Options } from './models/kerasVgg16.js';
export type { SummaryRow } from './models/modelSummary.js';
export { ModelSummary, modelSummary } from './models/modelSummary.js';
export {
  type Architecture,
  isPretrainedOnDisk,
  type ModelName,
  models,
  type NetworkOptions,
  pretrainedOnDisk,
} from './models/models.js';
export { type SplitModel, splitModel } from './models/splitModel.js';
export type { KeptRow, ShardScan } from './streams/scanShards.js';
export type {
  FromParquetOptions,
  FromShardsOptions,
  StreamedDataBunch,
  StreamOptions,
} from './streams/streamedDataBunch.js';
export type { ShardPhotos, StreamedDataset } from './streams/streamedDatasets.js';
export type { StreamBatch, StreamLoader, StreamLoaderOptions, StreamPass } from './streams/streamLoader.js';
export { cifarStats, type ImageStats, imagenetStats, mnistStats } from './transforms/colours.js';
export type {
  CutoutHole,
  DrawnTransform,
  GetTransformsOptions,
  KerasGeometry,
  Matrix3,
  ModelTransforms,
  TfmsFromModelOptions,
  Transform,
  TransformPair,
} from './transforms/index.js';
export * as transforms from './transforms/index.js';
export {
  type DecodedPhoto,
  type FillMode,
  type PhotoSize,
  type PhotoSource,
  type PhotoTarget,
  type Pixels as PhotoPixels,
  ResizeMethod,
} from './transforms/pixels.js';
export type { FindWeightsOptions, HubDownloadOptions } from './weights/findWeights.js';
export type { LoadStateDictOptions } from './weights/modelWeights.js';
export { initializeWeights, loadStateDict, stateDict } from './weights/modelWeights.js';
export type { SafetensorsDtype, TensorData } from './weights/readSafetensors.js';
export { type NamedTensor, readSafetensors, type Safetensors } from './weights/readSafetensors.js';
export {
  type SetupWeightsOptions,
  type SetupWeightsResult,
  setupWeights,
} from './weights/setupWeights.js';
export type { SafetensorsWriteOptions } from './weights/writeSafetensors.js';
export { type WritableTensor, writeSafetensors } from './weights/writeSafetensors.js';
