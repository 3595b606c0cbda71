export {
  ImageItemList,
  ImageList,
  type ImageTableOptions,
  type PendingDataBunch,
} from './blocks/imageList.js';
export type { DataBunchOptions } from './bunch/dataBunchOptions.js';
export { datasetStats, denormalize } from './bunch/datasetStats.js';
export { ImageClassifierData, type ImageClassifierOptions } from './bunch/imageClassifierData.js';
export { type FromCsvOptions, type FromFolderOptions, ImageDataBunch } from './bunch/imageDataBunch.js';
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
export type { DataSplit } from './datasets/dataSplit.js';
export type { ListSplitOptions } from './datasets/listSplit.js';
export { PhotoDataset } from './datasets/photoDataset.js';
export { photoIdentity } from './datasets/photoItem.js';
export type { PhotoRecord, PhotoTable } from './datasets/photoTable.js';
export { csvRecords } from './datasets/photoTable.js';
export { copyRandomSample, moveRandomSample, type RandomSampleOptions } from './datasets/randomSample.js';
export type { RecordsOptions } from './datasets/recordsSplit.js';
export { splitByPercent } from './datasets/splitByPercent.js';
export { decodePhoto } from './decoding/decodePhoto.js';
export type { PhotoSource, Pixels } from './decoding/pixels.js';
export { openImage, VisionImage } from './decoding/visionImage.js';
export * from './errors.js';
export {
  type ExportContent,
  type ExportInfo,
  type ExportNetwork,
  exportFile,
  InferenceModel,
  readExport,
  writeExport,
} from './export/index.js';
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
export { PhotoLoader, type PhotoLoaderOptions } from './loading/photoLoader.js';
export {
  type PhotoInput,
  PhotoPreprocessor,
  type PhotoPreprocessorConfig,
} from './loading/photoPreprocessor.js';
export { PhotoWorkers } from './loading/photoWorkers.js';
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
export { cifarStats, type ImageStats, imagenetStats, mnistStats } from './sampling/imageStats.js';
export { type FillMode, type PhotoSize, type PhotoTarget, ResizeMethod } from './sampling/photoTarget.js';
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
export {
  type ModelTransforms,
  randLighting,
  type TfmsFromModelOptions,
  tfmsFromModel,
  transformsBasic,
  transformsSideOn,
  transformsTopDown,
} from './transforms/tfmsFromModel.js';
export type { CutoutHole, DrawnTransform, Transform, TransformPair } from './transforms/transform.js';
export {
  type NamedTensor,
  readSafetensors,
  type Safetensors,
} from './weights/readSafetensors.js';
export { encodeSafetensors, type WritableTensor, writeSafetensors } from './weights/writeSafetensors.js';
