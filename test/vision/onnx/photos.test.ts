import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { buildCnn, exportOnnx, forward, models, openOnnxSession } from '../../../src/vision/index.js';

const data = resolve(import.meta.dirname, '../../../../shared/data');
const [mean, std] = [
  [0.485, 0.456, 0.406],
  [0.229, 0.224, 0.225],
];

async function readPhotos(count: number): Promise<tf.Tensor4D> {
  const folders = ['cats', 'dogs'].map((name) => join(data, 'catdog/valid', name));
  const paths = folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .slice(0, count / 2)
      .map((name) => join(folder, name)),
  );
  const read = (path: string) =>
    sharp(path).resize(224, 224).removeAlpha().toColourspace('srgb').raw().toBuffer();
  const bytes = Buffer.concat(await Promise.all(paths.map(read)));
  return tf.tidy(() => {
    const pixels = tf.tensor4d(Float32Array.from(bytes), [count, 224, 224, 3]);
    return tf.div(tf.sub(tf.div(pixels, 255), mean), std) as tf.Tensor4D;
  });
}

it('predicts the same for 100 photos in ONNX Runtime', async ({ skip }) => {
  const weights = join(data, 'weights/mobilenet_v2.fp16.safetensors');
  skip(
    !existsSync(weights) || !existsSync(join(data, 'catdog')),
    'the photos and weights are not beside the project',
  );
  await engineReady();
  const { model } = await buildCnn(models.mobilenetV2, { classes: 2, weights });
  const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'mobilenet.onnx');
  await exportOnnx(model, path, { activation: 'softmax', classes: ['cats', 'dogs'] });
  const session = await openOnnxSession(await readFile(path));
  skip(session === undefined, 'onnxruntime-node is not installed');
  const photos = await readPhotos(100);
  let worst = 0;
  for (let at = 0; at < 100; at += 20) {
    const batch = tf.slice(photos, [at, 0, 0, 0], [20, -1, -1, -1]);
    const ours = tf.tidy(() => tf.softmax(forward(model, batch))).dataSync();
    const { data: theirs } = await session!.run(batch.dataSync() as Float32Array, batch.shape);
    for (let i = 0; i < ours.length; i++)
      worst = Math.max(worst, Math.abs((ours[i] as number) - (theirs[i] as number)));
  }
  await session!.release();
  expect(worst).toBeLessThan(1e-4);
});
