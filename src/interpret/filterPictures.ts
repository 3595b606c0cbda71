import { InvalidArgumentError } from '../core/index.js';
import type { tf } from '../engine/index.js';
import type { ImageGrid, Pixels } from '../plot/index.js';
import { type MapGridOptions, mapGrid, stretched } from './featureMaps.js';

/**
 * The weights of a convolution as pictures, one for each filter: in colour when the layer sees colours, else its
 * weights for the first input channel in grey. Black is the lowest weight of the filter, white the highest.
 *
 * @throws InvalidArgumentError when the layer has no kernel `[height, width, in, out]`
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
