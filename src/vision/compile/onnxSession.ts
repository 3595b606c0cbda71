import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';

/** A model that ONNX Runtime has prepared. */
export interface OnnxSession {
  /** Runs it; `input` is float32 of this shape. */
  run(
    input: Float32Array,
    shape: readonly number[],
  ): Promise<{ data: Float32Array; shape: readonly number[] }>;
  /** Frees the native memory. */
  release(): Promise<void>;
}

/** Prepares an ONNX model, or gives `undefined` where the optional package `onnxruntime-node` does not load. */
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
  return {
    async run(input, shape) {
      const { output } = await session.run({ input: new ort.Tensor('float32', input, shape) });
      return { data: output?.data as Float32Array, shape: output?.dims ?? [] };
    },
    release: () => session.release(),
  };
}
