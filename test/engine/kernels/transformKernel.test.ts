import { expect, it } from 'vitest';
import { tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { inProcess, isBuilt } from '../withBackend.js';
import { type FillMode, projectReference } from './projectReference.js';

const matrix = [1.1173, 0.2031, -1.3711, 0.1091, 0.9127, 1.2377, 0.0113, -0.0207];
const modes: FillMode[] = ['constant', 'reflect', 'wrap', 'nearest'];

it.skipIf(!isBuilt).each(['wasm', 'cpu'])(
  'tf.image.transform on %s is what the slow reference says',
  (backend) => {
    const image = tf.randomUniform([2, 9, 7, 3], 0, 255, 'float32', 3) as tf.Tensor4D;
    const body = `await engine.engineReady();
    const image = tf.tensor4d(${JSON.stringify(Array.from(image.dataSync()))}, [2, 9, 7, 3]);
    return ${JSON.stringify(modes)}.flatMap((fill) => ['nearest', 'bilinear'].map((mode) =>
      Array.from(tf.image.transform(image, tf.tensor2d([${JSON.stringify(matrix)}]), mode, fill, 7, [11, 8]).dataSync())));`;
    const actual = inProcess(body, { TSVISION_BACKEND: backend }).result as number[][];
    const expected = modes.flatMap((fill) =>
      (['nearest', 'bilinear'] as const).map((mode) =>
        projectReference(image, [matrix, matrix], [11, 8], { mode, fill, value: 7 }),
      ),
    );
    expect(actual).toHaveLength(8);
    for (const [i, values] of actual.entries()) closeTo(values, expected[i] as number[], 1e-5);
  },
);
