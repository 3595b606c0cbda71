import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { engineReady, jpegDecoder, tf } from '../../../src/engine/index.js';
import { ImageDecodeError } from '../../../src/photo/index.js';
import { decodePhoto, imagenetStats, openImage, PhotoPreprocessor } from '../../../src/vision/index.js';
import { sharedPhotoWorkers } from '../../../src/vision/loading/photoWorkers.js';
import { preparePhoto } from '../../../src/vision/transforms/preparePhoto.js';

const target = { height: 32, width: 40, resizeMethod: 'crop', fillMode: 'reflection', fillValue: 0 } as const;
const preprocessor = new PhotoPreprocessor({ target, drawn: [], stats: imagenetStats });
const size = target.height * target.width * 3;
const photos: string[] = [];

/** Twenty photos that no two decoders treat alike by chance: ordinary JPEGs, PNGs, turned ones, large ones. */
beforeAll(async () => {
  await engineReady();
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-prepare-'));
  for (let i = 0; i < 20; i++) {
    const noise = { type: 'gaussian', mean: 60 + 7 * i, sigma: 30 } as const;
    const [width, height] = i % 5 === 4 ? [300, 280] : [50 + i, 44];
    const image = sharp({ create: { width, height, channels: 3, background: '#000', noise } });
    const kind = i % 5;
    const path = join(folder, `${i}.${kind === 1 ? 'png' : 'jpg'}`);
    await (kind === 1
      ? image.png()
      : kind === 2
        ? image.jpeg().withMetadata({ orientation: 6 })
        : image.jpeg()
    ).toFile(path);
    photos.push(path);
  }
});

afterAll(() => sharedPhotoWorkers().close());

/** What sharp alone makes of them. */
async function expectedValues(paths: readonly string[]): Promise<Float32Array> {
  const values = new Float32Array(paths.length * size);
  for (const [i, path] of paths.entries())
    preparePhoto(await decodePhoto(path, target), [], target, imagenetStats, values, i * size);
  return values;
}

async function preparedValues(inputs: Parameters<PhotoPreprocessor['prepare']>[0]): Promise<Float32Array> {
  const xs = await preprocessor.prepare(inputs);
  const values = (await xs.data()) as Float32Array;
  xs.dispose();
  return values;
}

describe('PhotoPreprocessor', () => {
  it('gives the pixels of sharp to the last bit, for one photo, few and many, in their order', async () => {
    for (const count of [1, 8, 20]) {
      const some = photos.slice(-count);
      expect(await preparedValues(some), `${count} photos`).toEqual(await expectedValues(some));
    }
  });

  it('takes opened photos and views into larger memory', async () => {
    const expected = await expectedValues(photos);
    const opened = await Promise.all(photos.map(openImage));
    expect(await preparedValues(opened)).toEqual(expected);
    const all = Buffer.concat(opened.map(({ source }) => source as Uint8Array));
    let end = 0;
    const views = opened.map(({ source }) => {
      const start = end;
      end += (source as Uint8Array).length;
      return all.subarray(start, end);
    });
    expect(await preparedValues(views)).toEqual(expected);
  });

  it('throws the error of the first photo that cannot be read, and leaves no tensor behind', async () => {
    const broken = join(await mkdtemp(join(tmpdir(), 'tsvision-prepare-')), 'broken.jpg');
    await writeFile(broken, 'no picture');
    const before = tf.memory().numTensors;
    for (const count of [3, 20]) {
      const inputs = [...photos.slice(-count), broken, `${broken}.absent`];
      const error = await preprocessor.prepare(inputs).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ImageDecodeError);
      expect(error).toMatchObject({ path: broken, broken: true, cause: expect.any(Error) });
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(await preparedValues(photos)).toEqual(await expectedValues(photos));
  });

  it('does not write into what an earlier call gave', async () => {
    const first = await preprocessor.prepare(photos);
    const second = await preprocessor.prepare([...photos].reverse());
    expect(await first.data()).toEqual(await expectedValues(photos));
    expect(await second.data()).toEqual(await expectedValues([...photos].reverse()));
    tf.dispose([first, second]);
  });

  it.skipIf(!jpegDecoder())('decodes ordinary JPEGs as loaders do, by TensorFlow', async () => {
    const addon = createRequire(import.meta.url)(jpegDecoder() as string) as { decode(): boolean };
    const decode = vi.spyOn(addon, 'decode');
    await preparedValues([photos[0] as string, photos[1] as string, photos[3] as string]);
    expect(decode).toHaveBeenCalledTimes(2);
    decode.mockRestore();
  });
});
