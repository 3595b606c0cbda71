import { InvalidArgumentError, inParallel } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { ImageStats } from '../transforms/colours.js';
import type { PhotoSource, PhotoTarget } from '../transforms/pixels.js';
import { preparePhoto } from '../transforms/preparePhoto.js';
import type { DrawnTransform } from '../transforms/transform.js';
import { decodePhoto } from './decodePhoto.js';
import { VisionImage } from './visionImage.js';

/** A photo to predict on. */
export type PhotoInput = PhotoSource | VisionImage;

/** What turns a photo into the input of a trained model, as it is saved with the model. */
export interface PhotoPreprocessorConfig {
  /** Size, and how photos are brought to it. */
  readonly target: PhotoTarget;
  /** Validation transforms. */
  readonly drawn: readonly DrawnTransform[];
  /** Normalization; absent: colours stay 0 … 1. */
  readonly stats?: ImageStats | undefined;
}

/**
 * From photos to the input of a model, exactly as in validation: the validation loader and prediction run the
 * same code on the same settings, so that their numbers are equal bit for bit.
 * @example
 * ```ts
 * import { PhotoPreprocessor, ResizeMethod } from 'tsvision';
 * const target = { height: 32, width: 32, resizeMethod: ResizeMethod.CROP, fillMode: 'reflect', fillValue: 0 } as const;
 * const x = await new PhotoPreprocessor({ target, drawn: [] }).prepare('photos/black/00000001.jpg');
 * x.shape; // → [ 1, 32, 32, 3 ]
 * ```
 */
export class PhotoPreprocessor {
  constructor(
    /** Size, transforms and normalization that it applies. */
    readonly config: PhotoPreprocessorConfig,
  ) {}

  /** Restores what `JSON.stringify` made of a preprocessor. */
  static fromJSON(config: PhotoPreprocessorConfig): PhotoPreprocessor {
    return new PhotoPreprocessor(config);
  }

  toJSON(): PhotoPreprocessorConfig {
    return this.config;
  }

  /**
   * Photos as float32 `[n, height, width, 3]`; the caller owns the tensor.
   * @throws ImageDecodeError which names the photo that cannot be read
   */
  async prepare(photos: PhotoInput | readonly PhotoInput[]): Promise<tf.Tensor4D> {
    const inputs = Array.isArray(photos) ? (photos as readonly PhotoInput[]) : [photos as PhotoInput];
    const sources = inputs.map((photo) => (photo instanceof VisionImage ? photo.source : photo));
    if (sources.length === 0) throw new InvalidArgumentError('photos', sources, 'at least one photo');
    const { target, drawn, stats } = this.config;
    const size = target.height * target.width * 3;
    const values = new Float32Array(sources.length * size);
    await inParallel(sources, 4, async (source, i) => {
      preparePhoto(await decodePhoto(source, target), drawn, target, stats, values, i * size);
    });
    return tf.tensor4d(values, [sources.length, target.height, target.width, 3]);
  }
}
