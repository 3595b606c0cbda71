import { InvalidArgumentError } from '../core/index.js';
import { tf } from '../engine/index.js';
import { type FigureSize, type ImageGrid, imageGrid, type Pixels, thumbSizeIn } from '../plot/index.js';

/**
 * The weights of a convolution as pictures, one for each filter: in colour when the layer sees colours, else its
 * weights for the first input channel in grey. Black is the lowest weight of the filter, white the highest.
 *
 * @throws InvalidArgumentError when the layer has no kernel `[height, width, in, out]`
 * @example
 * ```ts
 * import { filterPictures, models } from 'tsvision';
 * const model = await models.tinyresnet();
 * const first = model.layers.find((layer) => layer.getClassName() === 'Conv2D');
 * if (first) await filterPictures(first, { count: 8 });
 * ```
 */
export async function filterPictures(
  layer: tf.layers.Layer,
  options: MapGridOptions = {},
): Promise<ImageGrid> {
  const kernel = layer.weights.find(({ shape }) => shape.length === 4);
  if (!kernel) throw new InvalidArgumentError('layer', layer.name, 'a convolution with a 2D kernel');
  const [height, width, inputs, filters] = kernel.shape as [number, number, number, number];
  const values = (await kernel.read().data()) as Float32Array;
  const channels = inputs === 3 ? 3 : 1;
  const shown = Math.min(options.count ?? 16, filters);
  const pictures = Array.from({ length: shown }, (_, filter): Pixels => {
    const data = new Float32Array(height * width * channels);
    for (let p = 0; p < height * width; p++)
      for (let c = 0; c < channels; c++)
        data[p * channels + c] = values[(p * inputs + c) * filters + filter] as number;
    return { data: stretched(data), height, width, channels };
  });
  const title = options.title ?? `${layer.name}: ${shown} of ${filters} filters, ${height} × ${width}`;
  return mapGrid(pictures, { ...options, title });
}

/** Options of {@link featureMaps} and {@link filterPictures}. */
export interface MapGridOptions extends FigureSize {
  /** Channels or filters shown, from the first. @default 16 */
  readonly count?: number;
  /** Pictures in a row. @default 8 */
  readonly columns?: number;
  /** Longer side of a picture, in pixels. @default 96 */
  readonly thumbSize?: number;
  /**
   * Screen pixels for each value: maps of several layers drawn with the same number are in true proportion to one
   * another. @default as many as fit into `thumbSize`
   */
  readonly pixelSize?: number;
  /** Stands above the grid. @default layer, count and size */
  readonly title?: string;
}

/** Options of {@link featureMaps}. */
export interface FeatureMapsOptions extends MapGridOptions {
  /** Which channels: the first ones, or those with the highest values, the highest first. @default 'first' */
  readonly channels?: 'first' | 'strongest';
}

/**
 * What a layer answers to one picture: a grey picture for each channel of its feature map, from its lowest value
 * (black) to its highest (white). A channel that is the same everywhere is black.
 *
 * @param x one picture `[1, height, width, channels]` as the model takes it
 * @param layer name of a layer with a feature map, or its position
 * @throws InvalidArgumentError when the layer's output is no feature map
 * @example
 * ```ts
 * import { featureMaps, models, tf } from 'tsvision';
 * const model = await models.tinyresnet();
 * await featureMaps(model, tf.zeros([1, 224, 224, 3]), 1, { count: 8 });
 * await featureMaps(model, tf.ones([1, 224, 224, 3]), 1, { count: 8, channels: 'strongest' });
 * ```
 */
export async function featureMaps(
  model: tf.LayersModel,
  x: tf.Tensor4D,
  layer: string | number,
  options: FeatureMapsOptions = {},
): Promise<ImageGrid> {
  const chosen =
    typeof layer === 'number' ? model.getLayer(undefined as never, layer) : model.getLayer(layer);
  const output = chosen.output as tf.SymbolicTensor;
  if (output.shape.length !== 4)
    throw new InvalidArgumentError(
      'layer',
      chosen.name,
      'a layer whose output is [n, height, width, channels]',
    );
  const map = tf.tidy(() => tf.model({ inputs: model.inputs, outputs: output }).predict(x) as tf.Tensor4D);
  const [, height, width, channels] = map.shape;
  const values = (await map.data()) as Float32Array;
  map.dispose();
  const shown = Math.min(options.count ?? 16, channels);
  const channelMaps = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: height * width }, (_value, i) => values[i * channels + channel] as number),
  );
  const strongest = options.channels === 'strongest';
  const pictures = (strongest ? byHighest(channelMaps) : channelMaps)
    .slice(0, shown)
    .map((data): Pixels => ({ data: stretched(data), height, width, channels: 1 }));
  const which = strongest ? `the ${shown} strongest` : shown;
  const title = options.title ?? `${chosen.name}: ${which} of ${channels} channels, ${height} × ${width}`;
  return mapGrid(pictures, { ...options, title });
}

/** The maps by their highest value, the highest first. */
function byHighest(maps: readonly Float32Array[]): Float32Array[] {
  const highest = new Map(maps.map((map) => [map, map.reduce((a, b) => Math.max(a, b), -Infinity)]));
  return [...maps].sort((a, b) => (highest.get(b) as number) - (highest.get(a) as number));
}

/**
 * Pictures side by side, large enough that single pixels can be seen, in frames: their white is not the page's.
 * @throws InvalidArgumentError when `pixelSize` is not positive
 */
export async function mapGrid(pictures: readonly Pixels[], options: MapGridOptions): Promise<ImageGrid> {
  const { columns = 8, title = '', pixelSize } = options;
  const thumbSize = thumbSizeIn(options, columns) ?? options.thumbSize ?? 96;
  if (pixelSize === undefined)
    return imageGrid(
      pictures.map((picture) => enlarged(picture, thumbSize)),
      { columns, thumbSize, title, framed: true },
    );
  if (!(pixelSize > 0)) throw new InvalidArgumentError('pixelSize', pixelSize, 'a number greater than 0');
  const side = Math.max(1, ...pictures.map(({ width, height }) => Math.max(width, height)));
  const size = Math.max(1, Math.round(side * pixelSize));
  return imageGrid(pictures, { columns, thumbSize: size, title, sameScale: true, framed: true });
}

/** Values from 0 (the lowest) to 1 (the highest). */
export function stretched(values: Float32Array): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return values.map((value) => (value - low) / (high - low || 1));
}

/** Every pixel as a square of several, as many as fit. */
function enlarged({ data, width, height, channels = 3 }: Pixels, size: number): Pixels {
  const times = Math.floor(size / Math.max(width, height));
  if (times < 2) return { data, width, height, channels };
  const large = new Float32Array(width * height * times * times * channels);
  const row = width * times;
  for (let at = 0; at < row * height * times; at++) {
    const from = Math.floor(at / row / times) * width + Math.floor((at % row) / times);
    for (let c = 0; c < channels; c++) large[at * channels + c] = data[from * channels + c] as number;
  }
  return { data: large, width: row, height: height * times, channels };
}
