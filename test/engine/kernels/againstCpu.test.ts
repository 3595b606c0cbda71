import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProcess, isBuilt } from '../withBackend.js';

const cases = JSON.stringify(resolve(import.meta.dirname, 'againstCpu.cases.mjs'));

/** What differs from tfjs's cpu backend, in a process of its own. */
function differences(backend: string, kind: string): unknown {
  const body = `const cases = await import(${cases});
    const { backend } = await engine.engineReady();
    if (backend !== '${backend}') throw new Error('runs on ' + backend);
    return cases.differences(tf, cases.${kind}(tf));`;
  const { result, stderr } = inProcess(body, { TSVISION_BACKEND: backend });
  if (result === undefined) throw new Error(stderr);
  return result;
}

/** Rounding to a float32 in another order. */
const rounding: readonly string[] = [];

describe.skipIf(!isBuilt).each(['tensorflow', 'wasm'])('tf on %s gives what tfjs gives on cpu', (backend) => {
  it('for every function on every dtype (tf.round(int32), step and leakyRelu on int32)', () => {
    expect(differences(backend, 'unaryCases')).toEqual(rounding);
  });

  it('for strings, complex numbers, NaN and scattered rows (clipByValue(NaN), multinomial with a seed)', () => {
    expect(differences(backend, 'valueCases')).toEqual(rounding);
  });

  it('for pools and convolutions of every padding (tf.conv2d(x, f, 1, 1), fractional output sizes)', () => {
    expect(differences(backend, 'paddingCases')).toEqual(rounding);
  });

  it('for the gradient of a mean at the border: as finite differences have it', () => {
    const body = `await engine.engineReady();
      const x = tf.tensor4d([...Array(25).keys()].map((i) => Math.sin(i * 7)), [1, 5, 5, 1]);
      const worst = (pad) => tf.tidy(() => {
        const f = (a) => tf.avgPool(a, 3, 2, pad).square().sum();
        const slope = tf.grad(f)(x).dataSync();
        return Math.max(...slope.map((value, i) => {
          const step = tf.mul(tf.oneHot(tf.tensor1d([i], 'int32'), 25).cast('float32').reshape(x.shape), 0.05);
          const difference = f(tf.add(x, step)).sub(f(tf.sub(x, step))).dataSync()[0] / 0.1;
          return Math.abs(value - difference);
        }));
      });
      return ['same', 'valid', 1, [[0, 0], [1, 0], [0, 2], [0, 0]]].map(worst);`;
    const { result } = inProcess(body, { TSVISION_BACKEND: backend });
    for (const worst of result as number[]) expect(worst).toBeLessThan(1e-3);
  });

  it('lives through tf.engine().reset()', () => {
    const body = `await engine.engineReady();
      tf.engine().reset();
      await tf.setBackend('${backend}');
      return Array.from(tf.add(tf.tensor1d([1, 2]), 1).dataSync());`;
    expect(inProcess(body, { TSVISION_BACKEND: backend }).result).toEqual([2, 3]);
  });
});
