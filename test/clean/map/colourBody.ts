import type { FeatureBody } from '../../../src/clean/map/features/featureBody.js';
import { tf } from '../../../src/engine/index.js';

/** A body that sees colours alone: the means of an 8 × 8 picture's quarters. It counts what it is asked. */
export class ColourBody implements FeatureBody {
  readonly name = 'colours';
  readonly preparation = {
    target: { height: 8, width: 8, resizeMethod: 'squish', fillMode: 'zeros', fillValue: 0 },
    drawn: [],
  } as const;
  /** Photos that it has seen. */
  seen = 0;
  /** Called before each batch. */
  before: () => void = () => undefined;

  /** @param quarters on a side: of 2, 12 features; of another number, others: another body */
  constructor(private readonly quarters = 2) {}

  async identity(): Promise<string> {
    return `colours of ${this.quarters} ${'0'.repeat(40)}`;
  }

  async with<T>(work: (features: (photos: tf.Tensor4D) => Promise<Float32Array>) => Promise<T>): Promise<T> {
    return work(async (photos) => {
      this.before();
      this.seen += photos.shape[0];
      const means = tf.tidy(() =>
        tf.avgPool(photos, 8 / this.quarters, 8 / this.quarters, 'valid').reshape([photos.shape[0], -1]),
      );
      const values = (await means.data()) as Float32Array;
      means.dispose();
      return values;
    });
  }
}
