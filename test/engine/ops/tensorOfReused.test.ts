import { describe, expect, it } from 'vitest';
import { tensorOfReused, tf } from '../../../src/engine/index.js';
import { inProcess, isBuilt } from '../withBackend.js';

const isCopy = `
  const memory = new SharedArrayBuffer(4 * 4097);
  const values = new Float32Array(memory, 4).fill(3);
  const tensor = engine.tensorOfReused(values, [64, 64]);
  values.fill(9);
  const sum = tensor.mul(2).sum();
  const [total] = await sum.data();
  return { backend: tf.getBackend(), total, first: (await tensor.data())[0], shape: tensor.shape };`;

describe('tensorOfReused', () => {
  it.skipIf(!isBuilt).each(['tensorflow', 'wasm', 'cpu'])('holds what the memory held: %s', (backend) => {
    const ready = `await engine.engineReady(); ${isCopy}`;
    const { result, stderr } = inProcess(ready, { TSVISION_BACKEND: backend });
    // Where TensorFlow was not set up, its name is refused.
    if (backend === 'tensorflow' && /not set up/.test(stderr)) return;
    expect(result).toEqual({ backend, total: 6 * 4096, first: 3, shape: [64, 64] });
  });

  it('takes none', async () => {
    const empty = tensorOfReused(new Float32Array(new SharedArrayBuffer(4), 4), [0, 2, 2, 3]);
    expect([empty.shape, (await empty.data()).length]).toEqual([[0, 2, 2, 3], 0]);
    tf.dispose(empty);
  });

  it('refuses memory that an engine could keep instead of copying it', () => {
    expect(() => tensorOfReused(new Float32Array(8), [8])).toThrow(/would not be copied/);
  });
});
