// The whole public API of tsvision, by layer. Explicit names only.

import { engineReady } from './engine/index.js';
import { notebookPorts } from './notebook/index.js';

// An engine that starts asynchronously must run before the next cell does.
notebookPorts().hold(engineReady());

// clean
export {
  listMoves,
  type MoveToTrashOptions,
  moveToTrash,
  type TrashReceipt,
  undoTrash,
} from './clean/index.js';
// core
export {
  InvalidArgumentError,
  isTsvisionError,
  PathNotFoundError,
  Random,
  TsvisionError,
} from './core/index.js';
// data
export {
  type DownloadImagesOptions,
  DownloadReport,
  downloadImages,
  type LabelledItem,
  listImageFiles,
  VerifyReport,
  verifyImages,
} from './data/index.js';
// engine
export {
  type EngineBackend,
  type EngineInfo,
  engineInfo,
  engineReady,
  type SetupEngineOptions,
  setupEngine,
  tf,
} from './engine/index.js';
// notebook
export {
  clearOutput,
  type Displayable,
  type DisplayOptions,
  display,
  jupyterDisplay,
  type MimeBundle,
  ProgressBar,
} from './notebook/index.js';
// plot
export {
  type AnimationFrame,
  animation,
  barPlot,
  Figure,
  type FigureSpec,
  HtmlTable,
  heatmap,
  histogram,
  htmlTable,
  ImageGrid,
  imageGrid,
  imagePlot,
  linePlot,
  type Photo,
  type Pixels,
  type PlotOptions,
  type Series,
  scatterPlot,
  smoothCurve,
  thumbnail,
} from './plot/index.js';
// vision: data
// vision: models and weights
export {
  type Architecture,
  type Batch,
  type BuildCnnOptions,
  buildCnn,
  type CnnHeadOptions,
  type CnnModel,
  cifarStats,
  type DataBunch,
  type DataBunchOptions,
  type DataLoader,
  type FromFolderOptions,
  type GetTransformsOptions,
  getTransforms,
  ImageDataBunch,
  type ImageDataset,
  type ImageStats,
  imagenetStats,
  loadStateDict,
  type ModelName,
  ModelSummary,
  mnistStats,
  modelSummary,
  models,
  type NetworkOptions,
  openImage,
  PhotoPreprocessor,
  ResizeMethod,
  readSafetensors,
  type Safetensors,
  stateDict,
  type Transform,
  VisionImage,
  writeSafetensors,
} from './vision/index.js';
