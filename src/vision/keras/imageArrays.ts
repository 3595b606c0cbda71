import { tf } from '../../engine/index.js';
import { decodePhoto } from '../loading/decodePhoto.js';
import { VisionImage } from '../loading/visionImage.js';
import { preparePhoto } from '../transforms/preparePhoto.js';

/**
 * Opens a photo at a size (Keras: `image.load_img`).
 * @param options.targetSize [height, width] in pixels. @default the photo's
 * @throws ImageDecodeError which names the file
 * @example
 * ```ts
 * import { imgToArray, loadImg } from 'tsvision';
 * const image = await loadImg('photos/black/00000001.jpg', { targetSize: [32, 32] });
 * (await imgToArray(image)).shape; // → [ 32, 32, 3 ]
 * ```
 */
export async function loadImg(
  path: string,
  options: { readonly targetSize?: readonly [height: number, width: number] } = {},
): Promise<VisionImage> {
  const image = await VisionImage.open(path);
  if (!options.targetSize) return image;
  const [height, width] = options.targetSize;
  const target = { height, width, resizeMethod: 'squish', fillMode: 'nearest', fillValue: 0 } as const;
  const values = new Float32Array(height * width * 3);
  preparePhoto(await decodePhoto(image.source, target), [], target, { mean: [0], std: [1 / 255] }, values, 0);
  return VisionImage.open({ data: Uint8Array.from(values, Math.round), height, width });
}

/**
 * Values 0–255 of a photo, float32 `[height, width, 3]` (Keras: `image.img_to_array`).
 * @example
 * ```ts
 * import { imgToArray, openImage } from 'tsvision';
 * const array = await imgToArray(await openImage('photos/black/00000001.jpg'));
 * array.shape[2]; // → 3
 * ```
 */
export async function imgToArray(image: VisionImage): Promise<tf.Tensor3D> {
  const { data, height, width } = await image.pixels();
  return tf.tensor3d(Float32Array.from(data), [height, width, 3]);
}

/**
 * A photo of values `[height, width, 1 or 3]` (Keras: `image.array_to_img`).
 * @param options.scale stretch the values to 0–255. @default true
 * @example
 * ```ts
 * import { arrayToImg, tf } from 'tsvision';
 * const image = arrayToImg(tf.zeros([8, 8, 3]));
 * ```
 */
export async function arrayToImg(
  array: tf.Tensor3D,
  options: { readonly scale?: boolean } = {},
): Promise<VisionImage> {
  const [height, width, channels] = array.shape;
  const values = Float32Array.from(await array.data());
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const stretch = options.scale ?? true;
  const factor = stretch ? 255 / (high - low || 1) : 1;
  const data = new Uint8ClampedArray(height * width * 3);
  for (let i = 0; i < data.length; i++) {
    const value = values[channels === 1 ? Math.floor(i / 3) : i] as number;
    data[i] = stretch ? (value - low) * factor : value;
  }
  return VisionImage.open({ data: new Uint8Array(data.buffer), height, width });
}
