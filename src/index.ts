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
// vision: models and weights
export {
  type Architecture,
  type BuildCnnOptions,
  buildCnn,
  type CnnHeadOptions,
  type CnnModel,
  loadStateDict,
  type ModelName,
  ModelSummary,
  modelSummary,
  models,
  type NetworkOptions,
  readSafetensors,
  type Safetensors,
  stateDict,
  writeSafetensors,
} from './vision/index.js';
