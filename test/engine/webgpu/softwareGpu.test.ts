import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareEngines, tolerances } from '../../../scripts/platforms/compareEngines.mjs';
import { bringDawn, softwareGpu } from '../../../scripts/platforms/softwareGpu.mjs';
import { engineInfo } from '../../../src/engine/index.js';
import { hangLimit } from '../../hangLimit.js';
import { closeTo } from '../closeTo.js';
import { inProcess, isBuilt } from '../withBackend.js';

const isNightly = process.env.TSVISION_NIGHTLY === '1';
if (isNightly && isBuilt) await bringDawn();
const { env = {}, reason } = softwareGpu();
const cases = JSON.stringify(resolve(import.meta.dirname, '../kernels/againstCpu.cases.mjs'));

/** Runs a function body on SwiftShader. */
function onGpu(body: string): unknown {
  const { result, stderr } = inProcess(`await engine.engineReady(); ${body}`, env);
  if (result === undefined) throw new Error(stderr);
  return result;
}

const why = reason ?? 'the library is built';
describe.skipIf(!isBuilt || reason)(`WebGPU on a software adapter (${why})`, () => {
  it('runs, and says on what', () => {
    expect(onGpu('return engine.engineInfo();')).toMatchObject({
      backend: 'webgpu',
      package: expect.stringMatching(/^@tensorflow\/tfjs-backend-webgpu [\d.]+ on webgpu 0\.6\.2$/),
      adapter: expect.stringMatching(/swiftshader/i),
      gpu: false,
    });
  });

  it('leaves no trace of a browser, and lets timers be', () => {
    const body = `const heard = new Promise((resolve) => setImmediate(resolve, 'heard'));
      const sum = tf.add(tf.ones([3000]), 1).sum().dataSync()[0];
      return [typeof globalThis.navigator?.gpu, sum, await heard];`;
    expect(onGpu(body)).toEqual(['undefined', 6000, 'heard']);
  });

  it.each(['unaryCases', 'valueCases', 'paddingCases'])('gives what tfjs gives on cpu: %s', (kind) => {
    const different = onGpu(`const cases = await import(${cases});
      return cases.differences(tf, cases.${kind}(tf));`) as unknown[];
    // The backend keeps an axis of one in front.
    expect(different.filter((text) => !String(text).startsWith('rfft: [1,5]'))).toEqual([]);
  });

  it('reads at once while it reads later, and what is disposed of in the meantime', () => {
    const body = `const a = tf.mul(tf.range(0, 4096), 2);
      const b = tf.add(a, 1);
      const later = a.data();
      const now = b.dataSync();
      a.dispose();
      return [now[4095], (await later)[4095]];`;
    expect(onGpu(body)).toEqual([8191, 8190]);
  });

  it('outlives the collection of what was made at the start', () => {
    const body = `const gc = (await import('node:vm')).runInNewContext('gc');
      for (let i = 0; i < 20; i++) { gc(); await tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).data(); }
      return tf.ones([3000]).sum().dataSync()[0];`;
    const { result } = inProcess(
      `(await import('node:v8')).setFlagsFromString('--expose-gc'); await engine.engineReady(); ${body}`,
      env,
    );
    expect(result).toBe(3000);
  });

  it('throws once what the GPU refuses, and goes on', () => {
    const body = `let name;
      tf.backend().device.createBuffer({ size: 1e13, usage: 128 });
      try { tf.add(tf.ones([3000]), 1); } catch (error) { name = [error.name, error.problem, error.reason]; }
      return [name, tf.add(tf.ones([3000]), 1).sum().dataSync()[0]];`;
    const refused = ['GpuError', 'refused', expect.stringMatching(/^Buffer size .* exceeds/)];
    expect(onGpu(body)).toEqual([refused, 6000]);
  });

  it('says that the device is lost, from then on', () => {
    const body = `const x = tf.add(tf.ones([3000]), 1);
      tf.backend().device.destroy();
      await tf.backend().device.lost;
      const tried = async (run) => { try { return await run(); } catch (error) { return [error.name, error.problem, error.remedy]; } };
      return Promise.all([tried(() => tf.add(x, 1)), tried(() => x.dataSync()), tried(() => x.data())]);`;
    const lost = ['GpuError', 'lost', expect.stringContaining('Restart the kernel')];
    expect(onGpu(body)).toEqual([lost, lost, lost]);
  });

  it('learns as the cpu backend does, to rounding', () => {
    const body = `const x = tf.randomNormal([4, 8, 8, 2], 0, 1, 'float32', 1);
      const w = tf.variable(tf.randomNormal([3, 3, 2, 3], 0, 0.3, 'float32', 2));
      const head = tf.variable(tf.randomNormal([3, 2], 0, 0.3, 'float32', 3));
      const y = tf.oneHot(tf.tensor1d([0, 1, 0, 1], 'int32'), 2);
      const adam = tf.train.adam(0.05);
      const loss = () => {
        const { y: normal } = engine.fusedBatchNormTraining(tf.conv2d(x, w, 2, 'same'), tf.ones([3]), tf.zeros([3]), 1e-5);
        const pooled = tf.maxPool(tf.relu(normal), 2, 2, 'same').mean([1, 2]);
        return tf.losses.softmaxCrossEntropy(y, tf.matMul(pooled, head));
      };
      return Array.from({ length: 3 }, () => tf.tidy(() => adam.minimize(loss, true).dataSync()[0]));`;
    const expected = inProcess(`await engine.engineReady(); ${body}`, { TSVISION_BACKEND: 'cpu' }).result;
    closeTo(onGpu(body) as number[], expected as number[], 1e-5);
  });
});

const isCompared = isNightly && !reason && engineInfo().backend === 'tensorflow';
describe.skipIf(!isBuilt || !isCompared)(
  'the bears lesson on WebGPU (TSVISION_NIGHTLY=1, with TensorFlow and a software adapter)',
  () => {
    let compared: Awaited<ReturnType<typeof compareEngines>>;
    beforeAll(async () => {
      compared = await compareEngines(env);
    }, 4 * hangLimit);

    it.each(['losses', 'frozen', 'unfrozen', 'validation'] as const)('has the %s of TensorFlow', (name) => {
      expect(compared.differences[name]).toBeLessThanOrEqual(tolerances[name]);
    });
  },
);
