import { basename, extname } from 'node:path';
import { tf } from '../engine/index.js';
import { decodedAtOnce, InferenceModel } from '../vision/index.js';
import type { Classifier, ClassifierStages, PixelBatch, StageLimits } from './classifier.js';
import { DecoderPool } from './decoding/decoderPool.js';
import { canStartDecoders } from './decoding/decoderProcess.js';

/** Letters of a model's hash that people are shown. */
const shownHash = 12;

/** Photos in the batch that warms the model up; as many as a batch has by default. */
const firstBatch = 8;

/**
 * A classifier of what `learn.export(path)` wrote. Its name is the file's.
 *
 * @throws {ExportError} when the file is not an export, or not whole
 */
export async function loadClassifier(path: string, name = nameOf(path)): Promise<Classifier> {
  const model = await InferenceModel.load(path);
  const { height, width } = model.preprocessor.config.target;
  // The first batch compiles the model and fills its memory: better now than while a visitor waits.
  await classifyInputs(model, new Array(firstBatch).fill(new Float32Array(height * width * 3)));
  return {
    name,
    version: model.version.slice(0, shownHash),
    classes: model.classes,
    size: height,
    classify: (photos) => model.classify(photos),
    classifyPixels: (pixels) => model.classify(photosOf(pixels)),
    ...(canStartDecoders() ? { stages: (limits: StageLimits) => stagesOf(model, limits) } : {}),
  };
}

function stagesOf(model: InferenceModel, limits: StageLimits): ClassifierStages {
  const decoders = new DecoderPool(model.preprocessor.config, limits);
  return {
    prepare: (photo, signal) => decoders.prepare(photo, signal),
    decodesHere: ({ bytes, scanned }) =>
      scanned <= decodedAtOnce.pixels && model.preprocessor.decodesAtOnce(bytes),
    prepareHere: ({ bytes }) => model.preprocessor.prepareAtOnce(bytes),
    classifyInputs: (inputs) => classifyInputs(model, inputs),
    get depth() {
      return decoders.depth;
    },
    close: () => decoders.close(),
  };
}

async function classifyInputs(
  model: InferenceModel,
  inputs: readonly Float32Array[],
): Promise<readonly Float32Array[]> {
  const { height, width } = model.preprocessor.config.target;
  const size = height * width * 3;
  const values = new Float32Array(inputs.length * size);
  for (const [i, input] of inputs.entries()) values.set(input, i * size);
  const xs = tf.tensor4d(values, [inputs.length, height, width, 3]);
  try {
    return await model.classifyInput(xs);
  } finally {
    xs.dispose();
  }
}

/** Pixels as the model's own preparation takes them: whole numbers, photo by photo. */
function photosOf({
  values,
  shape: [n, height, width],
}: PixelBatch): { data: Uint8Array; height: number; width: number }[] {
  const bytes = values instanceof Uint8Array ? values : Uint8Array.from(values, Math.round);
  const length = height * width * 3;
  return Array.from({ length: n }, (_, i) => ({
    data: bytes.subarray(i * length, (i + 1) * length),
    height,
    width,
  }));
}

/** A file name as it can stand in a URL. */
function nameOf(path: string): string {
  const file = basename(path);
  return file.slice(0, file.length - extname(file).length).replace(/[^\w-]+/g, '-') || 'model';
}
