import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError, PathNotFoundError } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import { ModelFileError } from '../errors.js';
import { readSafetensors, type TensorData } from '../weights/readSafetensors.js';
import { type WritableTensor, writeSafetensors } from '../weights/writeSafetensors.js';

/** Key of the metadata that says what the tensors belong to. */
const metadataKey = 'tsvision.keras';

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /**
   * Keeps how the model was compiled and what its optimizer remembers, so that training goes on; a loss or metric that
   * is a function of yours cannot be kept, and then neither is kept. @default true
   */
  readonly includeOptimizer?: boolean;
}

/**
 * Writes a Keras model as one file, whole or not at all: layers, weights, and how it was compiled. It works on every
 * engine and holds no code; {@link loadModel} reads it (Keras: `model.save('x.h5')`, `load_model`). A path `….json` gets
 * TensorFlow.js's own format, for a web page: `await tf.loadLayersModel('model.json')` there; its weights go beside it
 * as `….bin`.
 *
 * @param path a file `….safetensors` or `….json`
 * @returns absolute path of the file
 * @throws InvalidArgumentError for another ending
 * @throws {DiskFullError} {@link FileWriteError} what was there before is unchanged
 * @example
 * ```ts
 * import { loadModel, saveModel, tf } from 'tsvision';
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * await saveModel(model, 'dense.safetensors');
 * (await loadModel('dense.safetensors')).countParams(); // → 3
 * ```
 */
export async function saveModel(
  model: tf.LayersModel,
  path: string,
  { includeOptimizer = true }: SaveModelOptions = {},
): Promise<string> {
  const format = formatOf(path);
  if (typeof (model as { getConfig?: unknown })?.getConfig !== 'function')
    throw new InvalidArgumentError(
      'model',
      model,
      'a Keras model',
      'A learner writes itself: learn.export(path).',
    );
  await engineReady();
  const artifacts = await artifactsOf(model, includeOptimizer && isNamed(model));
  const file = expandPath(path);
  await (format === 'json' ? writeForWeb(file, artifacts) : writeOneFile(file, artifacts));
  return file;
}

/**
 * Reads what {@link saveModel} wrote, or a `model.json` of TensorFlow.js, on every engine.
 *
 * @param path a file `….safetensors` or `….json`
 * @throws {PathNotFoundError} when there is no such file
 * @throws {ModelFileError} when it holds no Keras model
 * @example
 * ```ts
 * import { loadModel, saveModel, tf } from 'tsvision';
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: 'softmax' })] });
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
 * const again = await loadModel(await saveModel(model, 'softmax.safetensors'));
 * again.loss; // → categoricalCrossentropy
 * ```
 */
export async function loadModel(path: string): Promise<tf.LayersModel> {
  const format = formatOf(path);
  await engineReady();
  const file = expandPath(path);
  const artifacts = await (format === 'json' ? readForWeb(file) : readOneFile(file));
  try {
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (error) {
    throw new ModelFileError(file, 'its layers and weights do not make a model', error);
  }
}

function formatOf(path: string): 'json' | 'safetensors' {
  const ending = extname(String(path)).toLowerCase();
  if (ending === '.safetensors' || ending === '.json') return ending.slice(1) as 'json' | 'safetensors';
  throw new InvalidArgumentError(
    'path',
    path,
    'a file ….safetensors or ….json',
    ending === '.h5' || ending === '.keras'
      ? "Keras's HDF5 is not written or read here; tensorflowjs_converter makes a model.json of it."
      : "Write saveModel(model, 'model.safetensors').",
  );
}

/** Whether loss and metrics are known by name. */
function isNamed({ loss, metrics }: tf.LayersModel): boolean {
  const names = (value: unknown): boolean =>
    value === undefined ||
    typeof value === 'string' ||
    (typeof value === 'object' && value !== null && Object.values(value).every(names));
  return loss !== undefined && names(loss) && names(metrics ?? []);
}

async function artifactsOf(model: tf.LayersModel, includeOptimizer: boolean): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler, { includeOptimizer });
  return saved as tf.io.ModelArtifacts;
}

function bytesOf({ weightData }: tf.io.ModelArtifacts): ArrayBuffer {
  return tf.io.concatenateArrayBuffers([weightData ?? []].flat() as ArrayBuffer[]);
}

// --- one file ---------------------------------------------------------------------------------------------------

async function writeOneFile(file: string, artifacts: tf.io.ModelArtifacts): Promise<void> {
  const { weightSpecs = [], weightData, ...description } = artifacts;
  const bytes = bytesOf({ weightData } as tf.io.ModelArtifacts);
  const tensors = new Map<string, WritableTensor>();
  let at = 0;
  for (const spec of weightSpecs) {
    const data = numbersAt(bytes, at, spec);
    tensors.set(keyOf(spec), { shape: spec.shape, data });
    at += data.byteLength;
  }
  await writeSafetensors(file, tensors, {
    [metadataKey]: JSON.stringify({ ...description, weightSpecs }),
  });
}

/** An optimizer's memory of a weight may be called like the weight. */
function keyOf({ name, group }: tf.io.WeightsManifestEntry): string {
  return group === 'optimizer' ? `optimizer/${name}` : name;
}

function numbersAt(
  bytes: ArrayBuffer,
  at: number,
  { name, shape, dtype }: tf.io.WeightsManifestEntry,
): Float32Array | Int32Array | Uint8Array {
  const size = shape.reduce((product, side) => product * side, 1);
  // Copied: a weight after one of single bytes starts anywhere.
  const of = (width: number): ArrayBuffer => bytes.slice(at, at + size * width);
  if (dtype === 'float32') return new Float32Array(of(4));
  if (dtype === 'int32') return new Int32Array(of(4));
  if (dtype === 'bool') return new Uint8Array(of(1));
  throw new InvalidArgumentError(
    'model',
    `a weight ${name} of ${dtype}`,
    'one of float32, int32 and bool weights',
  );
}

async function readOneFile(file: string): Promise<tf.io.ModelArtifacts> {
  const { metadata, tensors } = await readSafetensors(file);
  const description = parsed<tf.io.ModelArtifacts>(file, metadata[metadataKey] ?? 'null');
  if (!description) {
    const isExport = Object.keys(metadata).some((key) => key.startsWith('tsvision'));
    throw new ModelFileError(
      file,
      'it holds weights, but no layers',
      undefined,
      isExport
        ? 'It looks like what learn.export() wrote: loadLearner(path) reads that.'
        : 'Build the network and give it the weights: loadStateDict(model, (await readSafetensors(path)).tensors).',
    );
  }
  const { weightSpecs = [] } = description;
  const parts = weightSpecs.map((spec) => tensors.get(keyOf(spec))?.data ?? missing(file, spec));
  return { ...description, weightData: tf.io.concatenateArrayBuffers(parts.map(bufferOf)) };
}

function missing(file: string, { name }: tf.io.WeightsManifestEntry): never {
  throw new ModelFileError(file, `the weight ${name} is not in it`);
}

function bufferOf({ buffer, byteOffset, byteLength }: TensorData): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

function parsed<T>(file: string, text: string): T | undefined {
  try {
    return (JSON.parse(text) as T | null) ?? undefined;
  } catch (error) {
    throw new ModelFileError(file, 'its description is no JSON', error);
  }
}

// --- TensorFlow.js's two files ----------------------------------------------------------------------------------

/** The weights are named by their hash: until the JSON is there, an older one finds its own. */
async function writeForWeb(file: string, artifacts: tf.io.ModelArtifacts): Promise<void> {
  const { weightSpecs: weights = [], weightData, ...description } = artifacts;
  const bytes = new Uint8Array(bytesOf({ weightData } as tf.io.ModelArtifacts));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const name = `${basename(file, extname(file))}.${hash}.bin`;
  await atomicWrite(join(dirname(file), name), bytes);
  await atomicWrite(file, JSON.stringify({ ...description, weightsManifest: [{ paths: [name], weights }] }));
}

async function readForWeb(file: string): Promise<tf.io.ModelArtifacts> {
  const read = (path: string): Promise<Buffer> =>
    readFile(path).catch(() => Promise.reject(new PathNotFoundError(path, 'file')));
  const model = parsed<tf.io.ModelJSON>(file, (await read(file)).toString('utf8'));
  if (!model?.modelTopology || !Array.isArray(model.weightsManifest))
    throw new ModelFileError(file, 'it describes no layers, or names no weights');
  const { weightsManifest, ...description } = model;
  const paths = weightsManifest.flatMap((group) => group.paths).map((path) => join(dirname(file), path));
  const parts = await Promise.all(paths.map(read));
  return {
    ...description,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: tf.io.concatenateArrayBuffers(parts.map(bufferOf)),
  };
}
