import { dirname } from 'node:path';
import {
  type DataBunch,
  type DataLoader,
  type ExportInfo,
  exportFile,
  type ImageDataset,
  InferenceModel,
  type PhotoPreprocessor,
} from '../../vision/index.js';
import { Learner } from '../learner.js';
import type { LossFunction } from '../losses.js';
import { binaryCrossEntropy, crossEntropy, meanSquaredError, negativeLogLikelihood } from '../losses.js';
import type { LearnerOptions } from '../options.js';

/**
 * A learner from what `learn.export(path)` wrote, ready to predict exactly as the exported one did; nothing in the
 * file is run as code. To train it on, give it `data`.
 *
 * fastai: `load_learner`.
 *
 * @param path the file, or the folder that holds `export.safetensors`
 * @throws {ExportError} {@link SafetensorsError} {@link PathNotFoundError}
 * @example
 * ```ts
 * import { loadLearner } from 'tsvision';
 * await learn.export('bears.safetensors');
 * const again = await loadLearner('bears.safetensors');
 * const [label] = await again.predict('photos/black/00000001.jpg');
 * ```
 */
export async function loadLearner(path: string, options: LearnerOptions = {}): Promise<Learner> {
  const { info, network, preprocessor } = await InferenceModel.load(path);
  const data = emptyBunch(dirname(exportFile(path)), info, preprocessor);
  const recipe = info.network.kind === 'cnn' ? { recipe: info.network } : {};
  return new Learner(data, network, { lossFunc: lossOf(info), ...recipe, ...options });
}

function lossOf({ activation }: ExportInfo): LossFunction {
  const losses = {
    softmax: crossEntropy,
    sigmoid: binaryCrossEntropy,
    exp: negativeLogLikelihood,
    none: meanSquaredError,
  };
  return losses[activation]();
}

/** Data without photos that knows classes and preparation. */
function emptyBunch(
  path: string,
  { classes, targetKind }: ExportInfo,
  preprocessor: PhotoPreprocessor,
): DataBunch {
  const dataset: ImageDataset = { items: [], classes, length: 0, target: () => -1 };
  const loader: DataLoader = { dataset, batchSize: 1, length: 0, async *batches() {} };
  const loaders = { trainDl: loader, validDl: loader, fixDl: loader };
  return {
    path,
    classes,
    c: classes.length,
    targetKind,
    trainDs: dataset,
    validDs: dataset,
    ...loaders,
    preprocessor,
  };
}
