import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady } from '../../src/engine/index.js';
import { Figure } from '../../src/plot/index.js';
import { accuracy, errorRate, Learner } from '../../src/train/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

let learn: Learner;

beforeAll(async () => {
  await engineReady();
  learn = new Learner(memoryBunch(), await tinyCnn(), { metrics: [accuracy, errorRate] });
  await learn.fitOneCycle(5, { maxLr: 1e-2, table: false });
});

describe('recorder plots', () => {
  it('plotLosses draws both curves over the same batches', () => {
    const { data } = learn.recorder.plotLosses();
    expect(data.map(({ name }) => name)).toEqual(['train', 'valid']);
    expect(data[0]?.y).toHaveLength(15);
    expect(data[1]?.x).toEqual([3, 6, 9, 12, 15]);
    expect(data[1]?.y).toEqual(learn.recorder.valLosses);
  });

  it('plotLr, plotMomentum and plotMetrics draw what was recorded', () => {
    expect(learn.recorder.plotLr().data[0]?.y).toEqual(learn.recorder.lrs);
    expect(learn.recorder.plotLr({ showMoms: true }).data).toHaveLength(2);
    expect(learn.recorder.plotMomentum().data[0]?.y).toEqual(learn.recorder.moms);
    const { data } = learn.recorder.plotMetrics();
    expect(data.map(({ name }) => name)).toEqual(['accuracy', 'error_rate']);
  });

  it('plot is the loss over the rate on a logarithmic axis, ends cut off, suggestions marked', async () => {
    await learn.lrFind({ numIt: 60 });
    const figure = learn.recorder.plot();
    expect(figure).toBeInstanceOf(Figure);
    expect((figure.layout.xaxis as { type: string }).type).toBe('log');
    expect(figure.data[0]?.x).toEqual(learn.recorder.lrs.slice(10, -5));
    expect(figure.data.length).toBeGreaterThan(1);
    expect(learn.recorder.plot({ suggestion: false }).data).toHaveLength(1);
  });
});
