import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import { accuracy, errorRate, Learner, slice } from '../../src/train/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());

async function tinyLearner(options = {}): Promise<Learner> {
  return new Learner(memoryBunch(), await tinyCnn(), { metrics: [errorRate, accuracy], ...options });
}

describe('Learner', () => {
  it('learns', async () => {
    const learner = await tinyLearner();
    const before = await learner.validate();
    await learner.fitOneCycle(20, { maxLr: slice(1e-2), table: false });
    const after = await learner.validate();
    expect(after.loss).toBeLessThan(before.loss);
    expect(after.metrics.accuracy).toBeGreaterThan(0.9);
    expect(after.metrics.error_rate).toBeCloseTo(1 - (after.metrics.accuracy as number), 6);
    expect(learner.recorder.losses).toHaveLength(60);
    expect(learner.recorder.valLosses.at(-1)).toBeCloseTo(after.loss, 6);
  });

  it('frees every tensor: as many after epoch 2 as after epoch 10', async () => {
    const learner = await tinyLearner();
    const counts: number[] = [];
    const count = { name: 'count', onEpochEnd: () => void counts.push(tf.memory().numTensors) };
    await learner.fit(10, 1e-3, { callbacks: [count], table: false });
    expect(new Set(counts.slice(1)).size).toBe(1);
    const trained = tf.memory().numTensors;
    await learner.lrFind({ numIt: 5 });
    await learner.validate();
    await learner.save('state');
    await learner.load('state');
    expect(tf.memory().numTensors).toBe(trained);
  });
});
