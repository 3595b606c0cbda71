import type { tf } from '../../engine/index.js';
import type { FillMode } from '../sampling/photoTarget.js';

/** Options of {@link ImageDataGenerator}: names, units and defaults are those of Keras. */
export interface ImageDataGeneratorOptions {
  /** Every value is multiplied by this, e.g. 1 / 255. @default 1 */
  readonly rescale?: number;
  /** Largest rotation, in degrees. @default 0 */
  readonly rotationRange?: number;
  /** Largest shift to the sides: a share of the width below 1, else pixels; or a list to choose from. @default 0 */
  readonly widthShiftRange?: number | readonly number[];
  /** Largest shift up and down: a share of the height below 1, else pixels; or a list. @default 0 */
  readonly heightShiftRange?: number | readonly number[];
  /** Largest shear angle, in degrees. @default 0 */
  readonly shearRange?: number;
  /** z for zooms of [1 − z, 1 + z], or [low, high]; above 1 shows more of the photo. @default 0 */
  readonly zoomRange?: number | readonly [low: number, high: number];
  /** Largest shift of all values, in units of the input values. @default 0 */
  readonly channelShiftRange?: number;
  /** Factors [low, high] of brightness. @default none */
  readonly brightnessRange?: readonly [low: number, high: number];
  /** Mirror half of the photos. @default false */
  readonly horizontalFlip?: boolean;
  /** Turn half of the photos upside down. @default false */
  readonly verticalFlip?: boolean;
  /** What stands beyond a photo's border: constant, nearest, reflect or wrap. @default 'nearest' */
  readonly fillMode?: FillMode;
  /** Value of `constant`. @default 0 */
  readonly cval?: number;
  /** Subtract each photo's mean. @default false */
  readonly samplewiseCenter?: boolean;
  /** Divide each photo by its standard deviation. @default false */
  readonly samplewiseStdNormalization?: boolean;
  /** Subtract the set's mean, which `fit` finds. @default false */
  readonly featurewiseCenter?: boolean;
  /** Divide by the set's standard deviation, which `fit` finds. @default false */
  readonly featurewiseStdNormalization?: boolean;
  /**
   * Share of the photos that `subset: 'validation'` takes. Keras takes the first ones of each class; here each
   * photo's path decides, so that photos that come or go move no other one. @default 0
   */
  readonly validationSplit?: number;
  /** Last change of each photo `[height, width, channels]`, after augmentation and before `rescale`. @default none */
  readonly preprocessingFunction?: (photo: tf.Tensor3D) => tf.Tensor3D;
}

/** Options of {@link ImageDataGenerator.flow}. */
export interface FlowOptions {
  /** @default 32 */
  readonly batchSize?: number;
  /** New order at each pass. @default true */
  readonly shuffle?: boolean;
  /** Seed of order and augmentation. @default 42 */
  readonly seed?: number | string;
}
