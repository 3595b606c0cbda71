import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import {
  currentPrecision,
  engineInfo,
  engineReady,
  type Precision,
  tf,
  withPrecision,
} from '../../engine/index.js';
import { encodeOnnx } from '../export/exportOnnx.js';
import { foldGraph } from './foldGraph.js';
import type { FoldedGraph } from './layerOps.js';
import { prepareFolded } from './runFolded.js';

/** A body whose weights do not change any more, compiled for speed. */
export interface FrozenBody {
  /** What runs it. */
  readonly engine: 'onnxruntime' | 'tfjs';
  /** Photos `[n, h, w, 3]` → features; the caller owns the result. */
  features(x: tf.Tensor4D): Promise<tf.Tensor>;
  /** Frees the copied weights. */
  dispose(): Promise<void>;
}

/** How {@link compileFrozenBody} compiles. */
export interface CompileOptions {
  /**
   * `auto` takes ONNX Runtime beside TensorFlow on a processor in float32, where it is faster, and tfjs otherwise.
   *
   * @default 'auto'
   */
  readonly engine?: 'auto' | 'onnxruntime' | 'tfjs';
  /** Type in which the convolutions compute; bfloat16 needs TensorFlow. @default the engine's at the time of the call */
  readonly precision?: Precision;
}

/**
 * Compiles a frozen body: batch norm folded into the convolutions, activations fused, weights constant. It gives
 * what the body gives in inference, to about 1e-5, and does not follow later changes of the body's weights.
 *
 * @throws {UnsupportedLayerError} when the body has a layer outside of the known set
 * @example
 * ```ts
 * import { compileFrozenBody, models, tf } from 'tsvision';
 * const body = await compileFrozenBody(await models.tinyresnet());
 * const features = await body.features(tf.zeros([1, 224, 224, 3]));
 * await body.dispose();
 * ```
 */
export async function compileFrozenBody(
  body: tf.LayersModel,
  options: CompileOptions = {},
): Promise<FrozenBody> {
  return compileGraph(foldGraph(body), options);
}

/** {@link compileFrozenBody} for a graph that has been folded already. */
export async function compileGraph(graph: FoldedGraph, options: CompileOptions = {}): Promise<FrozenBody> {
  await engineReady();
  const { engine = 'auto', precision = currentPrecision() } = options;
  if (engine === 'onnxruntime' || (engine === 'auto' && onnxIsFaster(precision))) {
    const session = await openOnnxSession(encodeOnnx(graph));
    if (session !== undefined) return { engine: 'onnxruntime', ...onSession(session) };
  }
  const runner = prepareFolded(graph, tf);
  return {
    engine: 'tfjs',
    features: async (x) => withPrecision(precision, () => runner.run(x)),
    dispose: async () => runner.dispose(),
  };
}

/** Beside TensorFlow on a processor, in float32. */
export function onnxIsFaster(precision: Precision): boolean {
  const { backend, gpu } = engineInfo();
  return backend === 'tensorflow' && !gpu && precision === 'float32';
}

function onSession(session: NonNullable<Awaited<ReturnType<typeof openOnnxSession>>>) {
  return {
    async features(x: tf.Tensor4D): Promise<tf.Tensor> {
      const { data, shape } = await session.run((await x.data()) as Float32Array, x.shape);
      return tf.tensor(data, [...shape]);
    },
    dispose: () => session.release(),
  };
}

/** A model that ONNX Runtime has prepared. */
export interface OnnxSession {
  /** Runs it; `input` is float32 of this shape. */
  run(
    input: Float32Array,
    shape: readonly number[],
  ): Promise<{ data: Float32Array; shape: readonly number[] }>;
  /** Frees the native memory; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Prepares an ONNX model, or gives `undefined` where the optional package `onnxruntime-node` does not load.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { exportOnnx, openOnnxSession } from 'tsvision';
 * await exportOnnx(learn.model, 'bears.onnx');
 * const session = await openOnnxSession(await readFile('bears.onnx')); // undefined without onnxruntime-node
 * await session?.release();
 * ```
 */
export async function openOnnxSession(model: Uint8Array): Promise<OnnxSession | undefined> {
  const ort = await import('onnxruntime-node').catch(() => undefined);
  if (ort === undefined) return undefined;
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: availableParallelism(),
    graphOptimizationLevel: 'all',
    // A pool that spins while it waits would take the cores from TensorFlow's.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  const session = await ort.InferenceSession.create(model, options);
  let released: Promise<void> | undefined;
  return {
    async run(input, shape) {
      const { output } = await session.run({ input: new ort.Tensor('float32', input, shape) });
      return { data: output?.data as Float32Array, shape: output?.dims ?? [] };
    },
    release: () => {
      released ??= session.release();
      return released;
    },
  };
}
