import { beforeAll, describe, it } from 'vitest';
import { engineInfo, engineReady, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { type FillMode, projectReference } from './projectReference.js';

beforeAll(engineReady);
const tensorflow = engineInfo().backend === 'tensorflow';
const image = tf.randomUniform([2, 9, 7, 3], 0, 255, 'float32', 3) as tf.Tensor4D;
// No place falls half-way between two pixels, where rounding decides.
const matrix = [1.1173, 0.2031, -1.3711, 0.1091, 0.9127, 1.2377, 0.0113, -0.0207];

describe.skipIf(!tensorflow)('tf.image.transform on TensorFlow (skipped where it is not set up)', () => {
  const modes: FillMode[] = ['constant', 'reflect', 'wrap', 'nearest'];
  it.each(modes.flatMap((fill) => (['nearest', 'bilinear'] as const).map((mode) => [fill, mode] as const)))(
    'fills by %s and samples by %s as the slow reference does',
    (fill, mode) => {
      const out = tf.image.transform(image, tf.tensor2d([matrix]), mode, fill, 7, [11, 8]);
      const expected = projectReference(image, [matrix, matrix], [11, 8], { mode, fill, value: 7 });
      closeTo(out.dataSync(), expected, 1e-5);
    },
  );

  it('takes one matrix a picture', () => {
    const matrices = [matrix, [1, 0, 2, 0, 1, -1, 0, 0]];
    const out = tf.image.transform(image, tf.tensor2d(matrices), 'bilinear', 'reflect');
    const options = { mode: 'bilinear', fill: 'reflect', value: 0 } as const;
    closeTo(out.dataSync(), projectReference(image, matrices, [9, 7], options), 1e-5);
  });
});

describe('tf.image.rotateWithOffset', () => {
  it.each([
    [0.5, 0, 0.5],
    [-1.2, [1, 2, 3] as [number, number, number], [0.3, 0.8] as [number, number]],
  ])('turns by %d radians as the cpu backend does', async (angle, fill, center) => {
    const out = tf.image.rotateWithOffset(image, angle, fill, center).dataSync();
    const name = tf.getBackend();
    const values = image.dataSync();
    await tf.setBackend('cpu');
    Object.assign(tf.backend(), { firstUse: false }); // No banner.
    const copy = tf.tensor4d(values as Float32Array, image.shape);
    const expected = tf.image.rotateWithOffset(copy, angle, fill, center).dataSync();
    await tf.setBackend(name);
    closeTo(out, expected, 1e-6);
  });
});
