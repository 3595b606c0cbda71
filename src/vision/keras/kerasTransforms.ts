import { isTsvisionError, partName, type Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { TransformError } from '../errors.js';
import type { FillMode } from '../transforms/pixels.js';
import type { DrawnTransform, Transform } from '../transforms/transform.js';

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
  /** Photos of a batch. @default 32 */
  readonly batchSize?: number;
  /** New order at each pass. @default true */
  readonly shuffle?: boolean;
  /** Seed of order and augmentation. @default 42 */
  readonly seed?: number | string;
}

/**
 * The random changes of a generator as transforms.
 * @param unit value of white: what the colours' unit 1 stands for (255 for photos)
 */
export function kerasTransforms(options: ImageDataGeneratorOptions, unit: number): Transform[] {
  const transforms: Transform[] = [
    { name: 'kerasAffine', p: 1, order: 5, draw: (random) => drawAffine(options, random) },
  ];
  const { channelShiftRange = 0, brightnessRange, horizontalFlip, verticalFlip } = options;
  if (channelShiftRange !== 0) {
    const shift = (random: Random): number => random.uniform(-channelShiftRange, channelShiftRange) / unit;
    transforms.push({ name: 'channelShift', p: 1, order: 8, draw: (random) => clipped(1, shift(random)) });
  }
  if (brightnessRange) {
    const factor = (random: Random): number => random.uniform(...brightnessRange);
    transforms.push({ name: 'brightness', p: 1, order: 8, draw: (random) => clipped(factor(random), 0) });
  }
  if (horizontalFlip) transforms.push(flip('horizontalFlip', 2));
  if (verticalFlip) transforms.push(flip('verticalFlip', 1));
  return transforms;
}

function flip(name: string, flips: number): Transform {
  return { name, p: 0.5, order: 10, draw: () => ({ kind: 'dihedral', flips }) };
}

function clipped(scale: number, shift: number): DrawnTransform {
  return { kind: 'linear', scale: [scale, scale, scale], shift: [shift, shift, shift], clip: true };
}

function drawAffine(options: ImageDataGeneratorOptions, random: Random): DrawnTransform {
  const {
    rotationRange = 0,
    heightShiftRange = 0,
    widthShiftRange = 0,
    shearRange = 0,
    zoomRange = 0,
  } = options;
  const symmetric = (range: number): number => (range === 0 ? 0 : random.uniform(-range, range));
  const rotation = symmetric(rotationRange);
  const row = drawShift(heightShiftRange, random);
  const column = drawShift(widthShiftRange, random);
  const shear = symmetric(shearRange);
  const [low, high] = typeof zoomRange === 'number' ? [1 - zoomRange, 1 + zoomRange] : zoomRange;
  const zoom = (): number => (low === 1 && high === 1 ? 1 : random.uniform(low, high));
  return {
    kind: 'keras',
    rotation,
    shear,
    rowShift: row.pixels,
    columnShift: column.pixels,
    rowShare: row.share,
    columnShare: column.share,
    rowZoom: zoom(),
    columnZoom: zoom(),
  };
}

/** Keras reads a range whose largest number is below 1 as shares of the side. */
function drawShift(range: number | readonly number[], random: Random): { pixels: number; share: number } {
  const largest = typeof range === 'number' ? Math.abs(range) : Math.max(...range.map(Math.abs));
  if (largest === 0) return { pixels: 0, share: 0 };
  const drawn =
    typeof range === 'number'
      ? random.uniform(-range, range)
      : random.choice(range) * (random.chance(0.5) ? 1 : -1);
  return largest < 1 ? { pixels: 0, share: drawn } : { pixels: drawn, share: 0 };
}

/** Mean and standard deviation of each channel of a set, in the units of its values. */
export interface FeatureStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Keras's `standardize` on a batch, which is disposed of when another one is given, and when it cannot be. */
export function kerasStandardize(
  xs: tf.Tensor4D,
  options: ImageDataGeneratorOptions,
  features: FeatureStats | undefined,
): tf.Tensor4D {
  let changed: tf.Tensor4D | undefined;
  try {
    changed = tf.tidy(() => standardized(xs, options, features));
    return changed;
  } finally {
    if (changed !== xs) xs.dispose();
  }
}

function standardized(
  xs: tf.Tensor4D,
  options: ImageDataGeneratorOptions,
  features: FeatureStats | undefined,
): tf.Tensor4D {
  const { preprocessingFunction, rescale } = options;
  let values = xs;
  if (preprocessingFunction)
    values = tf.stack(
      tf.unstack(values).map((photo) => preprocessed(photo as tf.Tensor3D, preprocessingFunction)),
    ) as tf.Tensor4D;
  if (rescale !== undefined && rescale !== 1) values = values.mul(rescale);
  if (options.samplewiseCenter) values = values.sub(values.mean([1, 2, 3], true));
  if (options.samplewiseStdNormalization) values = values.div(deviation(values, [1, 2, 3]).add(1e-6));
  if (options.featurewiseCenter && features) values = values.sub(tf.tensor1d([...features.mean]));
  if (options.featurewiseStdNormalization && features)
    values = values.div(tf.tensor1d([...features.std]).add(1e-6));
  return values === xs ? tf.keep(xs) : values;
}

/** @throws {TransformError} when the function throws, or gives a photo of another shape */
function preprocessed(
  photo: tf.Tensor3D,
  preprocess: NonNullable<ImageDataGeneratorOptions['preprocessingFunction']>,
): tf.Tensor3D {
  const name = partName(preprocess, 'preprocessingFunction');
  let made: tf.Tensor3D;
  try {
    made = preprocess(photo);
  } catch (error) {
    throw isTsvisionError(error) ? error : new TransformError(name, { threw: error });
  }
  if (made instanceof tf.Tensor && !made.isDisposed && made.shape.join() === photo.shape.join()) return made;
  const due = `a tensor [${photo.shape.join(', ')}]`;
  throw new TransformError(name, { gave: made, due, in: 'preprocessingFunction', by: preprocess });
}

function deviation(values: tf.Tensor4D, axes: number[]): tf.Tensor {
  return tf.moments(values, axes, true).variance.sqrt();
}
