import { engineReady, tf } from '../../engine/index.js';
import {
  models,
  readSafetensors,
  WeightsMismatchError,
  WeightsNotFoundError,
  weightsOnDisk,
} from '../../vision/index.js';
import { type PhotoWord, wordsOfRow } from './photoWords.js';

/** Rows that go through the head at once. */
const rowsAtOnce = 256;
const classes = 1000;

/** Whether the network that gives the words is on this machine. */
export function wordsArePossible(): boolean {
  return weightsOnDisk(models.efficientnetLite0.spec) !== undefined;
}

/**
 * EfficientNet-Lite0's own classifier of 1,000 classes, apart from its body: features of a photo that were computed
 * for something else become words at the price of one matrix product.
 */
export class WordHead {
  private constructor(
    private readonly kernel: tf.Tensor2D,
    private readonly bias: tf.Tensor1D,
  ) {}

  /** @throws WeightsNotFoundError when the weights are not on this machine, WeightsMismatchError when they are others */
  static async load(): Promise<WordHead> {
    const { spec } = models.efficientnetLite0;
    const searched: string[] = [];
    const path = weightsOnDisk(spec, searched);
    if (path === undefined)
      throw new WeightsNotFoundError(
        spec.name,
        searched,
        'they are not on this machine',
        searched[0] ?? '',
        undefined,
        true,
      );
    const { tensors } = await readSafetensors(path);
    const [weight, bias] = [tensors.get('classifier.weight'), tensors.get('classifier.bias')];
    if (!weight || !bias || weight.shape[0] !== classes || bias.shape[0] !== classes) {
      const missing = ['classifier.weight', 'classifier.bias'];
      throw new WeightsMismatchError(path, spec.name, { missing, unexpected: [], shapes: [] });
    }
    await engineReady();
    const width = weight.data.length / classes;
    const kernel = tf.tidy(() => tf.tensor2d(weight.data as Float32Array, [classes, width]).transpose());
    return new WordHead(kernel as tf.Tensor2D, tf.tensor1d(bias.data as Float32Array));
  }

  /** Features that a photo must have. */
  get width(): number {
    return this.kernel.shape[0];
  }

  /** @param features row by row, `count × width`: the body's feature map, averaged over the picture */
  async words(features: Float32Array, signal?: AbortSignal): Promise<PhotoWord[][]> {
    const { width } = this;
    const found: PhotoWord[][] = [];
    for (let start = 0; start < features.length; start += rowsAtOnce * width) {
      signal?.throwIfAborted();
      const part = features.subarray(start, start + rowsAtOnce * width);
      const probabilities = tf.tidy(() =>
        tf.softmax(
          tf
            .tensor2d(part, [part.length / width, width])
            .matMul(this.kernel)
            .add(this.bias),
        ),
      );
      const values = (await probabilities.data()) as Float32Array;
      probabilities.dispose();
      for (let at = 0; at < values.length; at += classes)
        found.push(wordsOfRow(values.subarray(at, at + classes)));
    }
    return found;
  }

  dispose(): void {
    tf.dispose([this.kernel, this.bias]);
  }
}
