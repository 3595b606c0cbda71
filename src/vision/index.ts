export {
  ImageItemList,
  ImageList,
  type ImageTableOptions,
  type PendingDataBunch,
} from './blocks/imageList.js';
export type { LabelledTarget } from './blocks/imageRecipe.js';
export type { DataBunchOptions } from './bunch/dataBunchOptions.js';
export { datasetStats, denormalize } from './bunch/datasetStats.js';
export { ImageClassifierData, type ImageClassifierOptions } from './bunch/imageClassifierData.js';
export type { FromNamesOptions, LabelFunc } from './bunch/imageDataBunch.js';
export { type FromCsvOptions, type FromFolderOptions, ImageDataBunch } from './bunch/imageDataBunch.js';
export type { ShowBatchOptions } from './bunch/showBatch.js';
export {
  CompiledModel,
  type CompileOptions,
  compileFrozenBody,
  exportOnnx,
  type FrozenBody,
  type OnnxExportOptions,
  type OnnxSession,
  openOnnxSession,
} from './compile/index.js';
export type { Batch, CnnModel, DataBunch, DataLoader, ImageDataset } from './contracts.js';
export type { DataSplit, DataSplit as DatasetSplit } from './datasets/dataSplit.js';
export type { FolderSplitOptions } from './datasets/folderSplit.js';
export type { ListSplitOptions } from './datasets/listSplit.js';
export type { PhotoLabel } from './datasets/namedSplits.js';
export { PhotoDataset } from './datasets/photoDataset.js';
export type { PhotoItem } from './datasets/photoItem.js';
export { photoIdentity } from './datasets/photoItem.js';
export type { PhotoRecord, PhotoTable } from './datasets/photoTable.js';
export { csvRecords } from './datasets/photoTable.js';
export { copyRandomSample, moveRandomSample, type RandomSampleOptions } from './datasets/randomSample.js';
export type { RecordsOptions } from './datasets/recordsSplit.js';
export { splitByPercent } from './datasets/splitByPercent.js';
export { decodePhoto } from './decoding/decodePhoto.js';
export type { PhotoSource, Pixels, Pixels as PhotoPixels } from './decoding/pixels.js';
export { openImage, VisionImage } from './decoding/visionImage.js';
export * from './errors.js';
export type { OnnxEncoding } from './export/encodeOnnx.js';
export type { exportInfoSchema } from './export/exportInfo.js';
export {
  type ExportContent,
  type ExportInfo,
  type ExportNetwork,
  exportFile,
  InferenceModel,
  readExport,
  writeExport,
} from './export/index.js';
export type { ImageGeneratorSource } from './keras/imageGenerator.js';
export {
  arrayToImg,
  type ClassMode,
  type FlowFromDirectoryOptions,
  type FlowOptions,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  ImageGenerator,
  imgToArray,
  type KerasBatch,
  loadImg,
  toCategorical,
} from './keras/index.js';
export type { BatchBuffers } from './loading/batchBuffers.js';
export type { PhotoCache } from './loading/photoCache.js';
export type { PhotoJob, PhotoJobResult, PhotoTask } from './loading/photoJob.js';
export type { UnreadablePhotos } from './loading/photoLoader.js';
export { PhotoLoader, type PhotoLoaderOptions } from './loading/photoLoader.js';
export {
  type PhotoInput,
  PhotoPreprocessor,
  type PhotoPreprocessorConfig,
} from './loading/photoPreprocessor.js';
export { PhotoWorkers } from './loading/photoWorkers.js';
export type { ArchitectureSpec, HubFile } from './models/architectures/architectureSpec.js';
export {
  type Architecture,
  BatchNorm,
  type BuildCnnOptions,
  buildCnn,
  type CnnHeadOptions,
  forward,
  initializeWeights,
  keyedWeights,
  loadStateDict,
  type ModelName,
  ModelSummary,
  modelSummary,
  models,
  type NetworkOptions,
  pretrainedOnDisk,
  SeededDropout,
  type StateDict,
  stateDict,
  torchWeightsOf,
  VGG16,
  type Vgg16Options,
} from './models/index.js';
export type { SummaryRow } from './models/modelSummary.js';
export type { LoadStateDictOptions } from './models/stateDict.js';
export { cifarStats, type ImageStats, imagenetStats, mnistStats } from './sampling/imageStats.js';
export { type FillMode, type PhotoSize, type PhotoTarget, ResizeMethod } from './sampling/photoTarget.js';
export type { DecodedPhoto } from './sampling/preparePhoto.js';
export { cutout } from './transforms/cutout.js';
export {
  centerCrop,
  dihedral,
  flipLr,
  randCrop,
  randShift,
  randZoom,
  rotate,
  symmetricWarp,
  zoomMatrix,
} from './transforms/geometry.js';
export { type GetTransformsOptions, getTransforms } from './transforms/getTransforms.js';
export { brightness, contrast } from './transforms/lighting.js';
export type { Matrix3 } from './transforms/matrix3.js';
export {
  type ModelTransforms,
  randLighting,
  type TfmsFromModelOptions,
  tfmsFromModel,
  transformsBasic,
  transformsSideOn,
  transformsTopDown,
} from './transforms/tfmsFromModel.js';
export type {
  CutoutHole,
  DrawnTransform,
  KerasGeometry,
  Transform,
  TransformPair,
} from './transforms/transform.js';
export type { HubDownloadOptions } from './weights/downloadHubFile.js';
export type { FindWeightsOptions } from './weights/findWeights.js';
export type { TensorData } from './weights/readSafetensors.js';
export {
  type NamedTensor,
  readSafetensors,
  type Safetensors,
} from './weights/readSafetensors.js';
export type { SafetensorsDtype } from './weights/safetensorsHeader.js';
export type { SafetensorsWriteOptions } from './weights/writeSafetensors.js';
export { encodeSafetensors, type WritableTensor, writeSafetensors } from './weights/writeSafetensors.js';
