// biome-ignore-all assist/source/organizeImports: a map is read in the order of work, not of the alphabet.
// Every name that a user may import, by what one does with it. A value has its line here; the types that belong to it
// stand in its layer's `public.ts`, which is also the layer's subpath (`tsvision/plot`, `tsvision/train`, …).

import './vision/holdEngine.js';

// Groups: what one finds after a dot, as in `metrics.accuracy`. A new name comes into its group; the flat names further
// down are the lessons', and stay.
export { callbacks, keras, losses, metrics, optimizers, schedules } from './train/public.js';
export { models, transforms } from './vision/public.js';
export * as errors from './errors.js';
export * as plots from './plot/public.js';
export * as widgets from './widgets/index.js';

// Get photos: from lists of addresses, archives, or a lesson's own.
export { downloadImages, DownloadReport, listImageFiles, untarData, URLs } from './data/public.js';
export { verifyImages, VerifyReport } from './data/public.js';
export { loadMnist, readIdx } from './data/public.js';
export { LessonData, lessonData, lessonDigits, samples, servePhotos } from './lessons/index.js';
export { moveToTrash, listMoves, undoTrash } from './data/public.js';

// Make batches of them.
export { ImageDataBunch, ImageClassifierData, ImageItemList, ImageList } from './vision/public.js';
export { copyRandomSample, csvRecords, moveRandomSample } from './vision/public.js';
export { cifarStats, datasetStats, imagenetStats, mnistStats } from './vision/public.js';
export { openImage, PhotoDataset, PhotoLoader, PhotoWorkers, VisionImage } from './vision/public.js';
export { ImageDataGenerator, ImageGenerator } from './vision/public.js';
export { arrayToImg, imgToArray, loadImg, toCategorical } from './vision/public.js';

// Change them as they come: `dsTfms` and `tfms` take these.
export { getTransforms, tfmsFromModel } from './vision/transforms/index.js';
export { transformsBasic, transformsSideOn, transformsTopDown } from './vision/transforms/index.js';
export { centerCrop, dihedral, flipLr, randCrop, randShift } from './vision/transforms/index.js';
export { randZoom, rotate, symmetricWarp } from './vision/transforms/index.js';
export { brightness, contrast, cutout, randLighting } from './vision/transforms/index.js';
export { ResizeMethod } from './vision/public.js';

// Build a network, see it, give it weights.
export { buildCnn, initializeWeights, ModelSummary, modelSummary, VGG16 } from './vision/public.js';
export { isPretrainedOnDisk, loadStateDict, pretrainedOnDisk, setupWeights } from './vision/public.js';
export { splitModel, stateDict } from './vision/public.js';
export { loadModel, saveModel } from './vision/public.js';
export { readSafetensors, writeSafetensors } from './vision/public.js';

// Train it.
export { cnnLearner, ConvLearner, createCnn, Learner, visionLearner } from './train/public.js';
export { loadLearner, LearningRateSlice, Recorder, slice } from './train/public.js';
export { accuracy, accuracyThresh, errorRate, topKAccuracy } from './train/groups/metrics.js';
export { f1Score, fbeta, fScore, precision, recall, rocAuc } from './train/groups/metrics.js';
export { logLoss, mae, mse } from './train/groups/metrics.js';
export { binaryCrossEntropy, binaryLoss, crossEntropy } from './train/groups/losses.js';
export {
  labelSmoothingCrossEntropy,
  meanSquaredError,
  negativeLogLikelihood,
} from './train/groups/losses.js';
export { adamW, Optimizer, rmsProp, sgd } from './train/groups/optimizers.js';
export { constant, cosineDecay, cosineRestarts, exponentialDecay } from './train/groups/schedules.js';
export { flatCos, oneCycle, stepDecay } from './train/groups/schedules.js';
export { csvLog, earlyStopping, mixup, reduceOnPlateau, saveBest } from './train/groups/callbacks.js';
export { evaluateGenerator, fitGenerator, predictGenerator } from './train/groups/keras.js';
export { fitTensors, getLearningRate, KerasHistory, kFold } from './train/groups/keras.js';
export { meanAndSpread, setLearningRate, trainTestSplit } from './train/groups/keras.js';

// Look at what it does, and at what it gets wrong.
export { ClassificationInterpretation, plotMultiTopLosses } from './interpret/index.js';
export { compare, confusionMatrix, ModelComparison, plotConfusionMatrix } from './interpret/index.js';
export { featureMaps, filterPictures, gradCam, overlayHeat } from './interpret/index.js';

// Clean the photos.
export { auditImages, AuditReport, findLabelErrors, LabelErrors } from './clean/public.js';
export { DatasetFormatter, FileDeleter, ImageCleaner, imagenetWords } from './clean/public.js';
export { ExportedDataset, exportDataset, saveReport, suspicionsOf } from './clean/public.js';

// Take it away: a web app, an ONNX file, a competition's answer.
export { serve } from './serve/index.js';
export { compileFrozenBody, exportOnnx, openOnnxSession, PhotoPreprocessor } from './vision/public.js';
export { FileLink, submission } from './interpret/index.js';

// Show things in a notebook.
export { clearOutput, display, html, jupyterDisplay, md, ProgressBar, svg } from './notebook/public.js';
export { animation, barPlot, heatmap, histogram, linePlot, scatterPlot } from './plot/public.js';
export { Figure, HtmlTable, htmlTable, ImageGrid, imageGrid, imagePlot } from './plot/public.js';
export { smoothCurve, thumbnail } from './plot/public.js';
export { defineWidget, interact, Output, Widget } from './widgets/index.js';

// Read on: what a name is, in a cell.
export { doc } from './manual/index.js';

// What it all stands on.
/** TensorFlow.js, whole, on the engine that tsvision started. */
export { tf } from './engine/public.js';
export { defaults, engineBackends, engineInfo, engineReady, setupEngine } from './engine/public.js';
export { Random, InvalidArgumentError, isTsvisionError } from './core/public.js';
export { PathNotFoundError, TsvisionError } from './core/public.js';

// The types of all these.
export type * from './clean/public.js';
export type * from './core/public.js';
export type * from './data/public.js';
export type * from './engine/public.js';
export type * from './interpret/index.js';
export type * from './lessons/index.js';
export type * from './manual/index.js';
export type * from './notebook/public.js';
export type * from './plot/public.js';
export type * from './train/public.js';
export type * from './vision/public.js';
export type { Classification, Classifier, RunningService, ServeOptions } from './serve/index.js';
