import {
  currentPrecision,
  engineInfo,
  engineReady,
  type Precision,
  tf,
  withPrecision,
} from '../../engine/index.js';
import { encodeOnnx } from '../export/encodeOnnx.js';
import { foldGraph } from './foldGraph.js';
import { openOnnxSession } from './onnxSession.js';
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
 */
export async function compileFrozenBody(
  body: tf.LayersModel,
  options: CompileOptions = {},
): Promise<FrozenBody> {
  await engineReady();
  const graph = foldGraph(body);
  const { engine = 'auto', precision = currentPrecision() } = options;
  if (engine === 'onnxruntime' || (engine === 'auto' && onnxIsFaster(precision))) {
    const session = await openOnnxSession(encodeOnnx(graph));
    if (session !== undefined) return { engine: 'onnxruntime', ...onSession(session) };
  }
  const runner = prepareFolded(graph);
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
