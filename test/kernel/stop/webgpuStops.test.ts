import { afterAll, expect, it } from 'vitest';
import { softwareGpu } from '../../../scripts/platforms/softwareGpu.mjs';
import { Random } from '../../../src/core/index.js';
import { isBuilt } from '../../engine/withBackend.js';
import { scaled } from '../../scaled.js';
import { StoppedKernel } from './stoppedKernel.js';

const { env = {}, reason } = softwareGpu();
let kernel: StoppedKernel | undefined;
afterAll(() => kernel?.client.shutdown());

it.skipIf(!isBuilt || reason)(
  `a Stop while code waits for WebGPU leaves timers and the engine as they were (${reason ?? 'on SwiftShader'})`,
  async () => {
    kernel = await StoppedKernel.start(env);
    await kernel.run(`import { engineReady, tf } from 'tsvision';
      await engineReady();
      let count = 0;
      const big = tf.ones([150, 150]);`);
    const random = new Random('WebGPU');
    for (let i = 1; i <= scaled(40, 4); i++) {
      const code = `count = ${i}; for (;;) tf.tidy(() => tf.matMul(big, big).sum().dataSync());`;
      const { status } = await kernel.stop(code, { delay: random.uniform(0, 300), times: 1 });
      expect(status).toBe('error');
      const [counted, heard, product] = await kernel.value<unknown[]>(
        "[count, await new Promise((resolve) => setImmediate(resolve, 'heard')), (await tf.matMul(big, big).data())[0]]",
      );
      expect([counted, heard, product]).toEqual([i, 'heard', 150]);
    }
  },
);
