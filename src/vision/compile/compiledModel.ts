import { SerialQueue } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { UnsupportedLayerError } from '../errors.js';
import { encodeOnnx } from '../export/exportOnnx.js';
import { type OnnxSession, onnxIsFaster, openOnnxSession } from './compileFrozenBody.js';
import { foldGraph } from './foldGraph.js';
import { forward } from './forward.js';

/**
 * A model in inference, run by ONNX Runtime where that is faster than the engine, and by the engine elsewhere. The
 * runtime works on a copy of the weights, which is made at the first call and again after they have changed.
 */
export class CompiledModel {
  readonly #model: tf.LayersModel;
  #copy: OnnxSession | undefined;
  #copied: readonly unknown[] = [];
  /** A copy must not be freed while it computes. */
  readonly #turns = new SerialQueue();

  constructor(model: tf.LayersModel) {
    this.#model = model;
  }

  /**
   * What the model gives for prepared input `[n, …]`, before any activation of the loss; the caller owns it.
   *
   * @param version one of its values changes whenever weights may have been changed in place, as by an optimizer
   */
  outputs(xs: tf.Tensor, version: readonly unknown[] = []): Promise<tf.Tensor> {
    return this.#turns.run(async () => {
      const copy = await this.#current(version);
      if (copy === undefined) return tf.tidy(() => forward(this.#model, xs));
      const { data, shape } = await copy.run((await xs.data()) as Float32Array, xs.shape);
      return tf.tensor(data, [...shape]);
    });
  }

  /** Frees the copy; the next call makes one again. */
  release(): Promise<void> {
    return this.#turns.run(() => this.#forget());
  }

  async #current(version: readonly unknown[]): Promise<OnnxSession | undefined> {
    if (!onnxIsFaster('float32')) return undefined;
    // Whoever assigns to a weight gives it other data.
    const state = [...version, ...this.#model.weights.map((weight) => weight.read().dataId)];
    const isSame = state.length === this.#copied.length && state.every((part, i) => part === this.#copied[i]);
    if (isSame) return this.#copy;
    await this.#forget();
    this.#copy = await compiled(this.#model);
    this.#copied = state;
    return this.#copy;
  }

  async #forget(): Promise<void> {
    const copy = this.#copy;
    [this.#copy, this.#copied] = [undefined, []];
    await copy?.release();
  }
}

/** Nothing for a model with layers of the user's own, and where the runtime is not installed. */
async function compiled(model: tf.LayersModel): Promise<OnnxSession | undefined> {
  try {
    return await openOnnxSession(encodeOnnx(foldGraph(model)));
  } catch (error) {
    if (error instanceof UnsupportedLayerError) return undefined;
    throw error;
  }
}
