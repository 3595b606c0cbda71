import { describe, expect, it } from 'vitest';
import { engineInfo, engineReady, tf } from '../../src/engine/index.js';
import { inProcess, isBuilt } from './withBackend.js';

const tensorflow = engineInfo().backend === 'tensorflow';

describe.skipIf(!tensorflow)('TensorFlow (skipped where `tsvision setup` has not run)', () => {
  it('runs from the import on, before anything is awaited', async () => {
    expect(tf.getBackend()).toBe('tensorflow');
    expect(tf.tensor([1, 2]).add(1).arraySync()).toEqual([2, 3]);
    expect((await engineReady()).tensorflowVersion).toMatch(/^2\.\d+\.\d+$/);
  });

  it('writes nothing to stderr, neither at the start nor at the first operation', () => {
    const { result, stderr } = inProcess('return tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).arraySync();');
    expect(result).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(stderr).toBe('');
  });
});

describe.skipIf(!isBuilt)('a forced engine (skipped where the library is not built)', () => {
  it.each(['wasm', 'cpu'])('%s runs, and cpu answers until then', (backend) => {
    const { result, stderr } = inProcess(
      `const early = tf.tensor([1, 2]).add(1);
       const first = tf.getBackend();
       const info = await engine.engineReady();
       return [first, tf.getBackend(), info.backend, early.add(tf.tensor([1, 1])).arraySync()];`,
      { TSVISION_BACKEND: backend },
    );
    expect(stderr).toBe('');
    expect(result).toEqual(['cpu', backend, backend, [3, 4]]);
  });

  it('that does not exist is refused by name, and the import goes through', () => {
    const { result } = inProcess(
      'return engine.engineReady().catch((error) => [error.name, error.message]);',
      {
        TSVISION_BACKEND: 'gpu',
      },
    );
    expect(result).toEqual([
      'InvalidArgumentError',
      '`TSVISION_BACKEND` must be one of tensorflow, webgpu, wasm, cpu, but it is "gpu".',
    ]);
  });

  it('that is not set up says so, with the remedy', () => {
    const { result } = inProcess(
      'return engine.engineReady().catch(({ name, reason, remedy }) => ({ name, reason, remedy }));',
      { TSVISION_BACKEND: 'tensorflow', TSVISION_CACHE: '/nowhere' },
    );
    expect(result).toEqual({
      name: 'EngineUnavailableError',
      reason: expect.stringContaining('not set up'),
      remedy: 'Run `npx tsvision setup`.',
    });
  });

  it('without TensorFlow is WASM, and the reasons are told', () => {
    const { result } = inProcess('return engine.engineReady();', {
      TSVISION_BACKEND: '',
      TSVISION_CACHE: '/nowhere',
    });
    expect(result).toMatchObject({ backend: 'wasm', gpu: false });
    expect((result as { skipped: { remedy?: string }[] }).skipped.at(-1)?.remedy).toContain('tsvision setup');
  });

  it('uses threads on WASM where there are processors, and its process ends by itself', () => {
    const body = `const { threads } = await engine.engineReady();
      tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync();
      return [threads, (await import('node:os')).availableParallelism()];`;
    const { result, status } = inProcess(body, { TSVISION_BACKEND: 'wasm' });
    const [threads, processors] = result as [number, number];
    expect(status).toBe(0);
    expect(threads).toBe(Math.min(processors, 8));
  });

  it('leaves unhandled rejections to the program', () => {
    const body = `await engine.engineReady();
      const heard = new Promise((resolve) => process.once('unhandledRejection', (error) => resolve(error.message)));
      Promise.reject(new Error('mine'));
      return heard;`;
    expect(inProcess(body, { TSVISION_BACKEND: 'wasm' }).result).toBe('mine');
  });
});
