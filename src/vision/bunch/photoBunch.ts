import { Random } from '../../core/index.js';
import { EmptyDatasetError } from '../../data/index.js';
import type { tf } from '../../engine/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import type { ImageGrid } from '../../plot/index.js';
import type { Batch, DataBunch, ImageDataset } from '../contracts.js';
import { AlreadyNormalizedError } from '../errors.js';
import { PhotoPreprocessor } from '../loading/photoPreprocessor.js';
import type { UnreadablePhotos } from '../loading/unreadablePhotos.js';
import type { ImageStats } from '../transforms/colours.js';
import type { PhotoTarget } from '../transforms/pixels.js';
import { drawTransforms, type Transform } from '../transforms/transform.js';
import { denormalize } from './datasetStats.js';
import { type ShowableLoader, type ShowBatchOptions, showBatch } from './showBatch.js';

/** Which photos of a bunch, and how: `fix` are those of `train` in order, with the validation transforms. */
export type BunchPart = 'train' | 'valid' | 'test' | 'fix';

/** What bunches have in common, wherever their photos lie: how photos become a model's input, and how they are shown. */
export abstract class PhotoBunch implements DataBunch, Displayable {
  abstract readonly path: string;
  abstract readonly classes: readonly string[];
  abstract readonly targetKind: 'single' | 'multi' | 'number';
  abstract readonly trainDs: ImageDataset & { readonly classCounts: Readonly<Record<string, number>> };
  abstract readonly validDs: ImageDataset;
  abstract readonly trainDl: ShowableLoader;
  abstract readonly validDl: ShowableLoader;
  declare readonly testDl?: ShowableLoader | undefined;
  abstract readonly fixDl: ShowableLoader;
  /** Photos that could not be read so far, with the reasons. */
  abstract readonly unreadable: UnreadablePhotos;
  readonly #target: PhotoTarget;
  readonly #validTransforms: readonly Transform[];
  #stats: ImageStats | undefined;

  protected constructor(target: PhotoTarget, validTransforms: readonly Transform[] = []) {
    [this.#target, this.#validTransforms] = [target, validTransforms];
  }

  /** Number of classes. */
  get c(): number {
    return this.classes.length;
  }

  /** Size of the photos as the model gets them, [height, width] in pixels. */
  get size(): [height: number, width: number] {
    return [this.#target.height, this.#target.width];
  }

  /** How many training photos each class has. */
  get classCounts(): Readonly<Record<string, number>> {
    return this.trainDs.classCounts;
  }

  /** Statistics that the photos are normalised with, or `undefined`. */
  get stats(): ImageStats | undefined {
    return this.#stats;
  }

  /** From photos to model inputs, exactly as the validation loader does it; saved with an exported model. */
  get preprocessor(): PhotoPreprocessor {
    const drawn = drawTransforms(this.#validTransforms, new Random(0));
    return new PhotoPreprocessor({ target: this.#target, drawn, stats: this.#stats });
  }

  /**
   * Subtracts the mean and divides by the standard deviation of each channel.
   * @throws AlreadyNormalizedError at the second call
   */
  normalize(stats: ImageStats): this {
    if (this.#stats) throw new AlreadyNormalizedError();
    this.#stats = stats;
    return this;
  }

  /** First batch of the training loader, or another; the caller owns its tensors. */
  async oneBatch(which: BunchPart = 'train', epoch = 0): Promise<Batch> {
    for await (const batch of this.#loader(which).with({ prefetch: 0 }).batches({ epoch })) return batch;
    throw new EmptyDatasetError(
      this.path,
      `The ${which} set has no photo that can be read`,
      'Look at `unreadable`.',
    );
  }

  /** Photos as colours in [0, 1], the normalisation undone; the caller owns the new tensor. */
  denorm(xs: tf.Tensor4D): tf.Tensor4D {
    return denormalize(xs, this.#stats);
  }

  /** Some photos as the model sees them, with their labels (fastai: `show_batch`). */
  async showBatch(options: ShowBatchOptions = {}): Promise<ImageGrid> {
    return showBatch(this.#loader(options.which ?? 'train'), this.#stats, options);
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }

  #loader(which: BunchPart): ShowableLoader {
    const loader = { train: this.trainDl, valid: this.validDl, test: this.testDl, fix: this.fixDl }[which];
    if (loader) return loader;
    throw new EmptyDatasetError(
      this.path,
      `There is no ${which} set`,
      'Give its folder when the data bunch is made.',
    );
  }
}
