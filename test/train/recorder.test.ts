import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/index.js';
import { engineReady } from '../../src/engine/index.js';
import { Figure } from '../../src/plot/index.js';
import { accuracy, errorRate, Learner } from '../../src/train/index.js';
import { History } from '../../src/train/recorder/history.js';
import { rateFigure } from '../../src/train/recorder/rateFigure.js';
import { suggestRates } from '../../src/train/recorder/suggestions.js';
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
    expect(data.map(({ name }) => name)).toEqual(['train', 'valid', 'each batch']);
    expect(data[2]).toMatchObject({ y: learn.recorder.losses, zorder: -1 });
    expect((data[2] as { opacity?: number }).opacity).toBeLessThan(0.5);
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

  it('have titles, and epochs count from 0 as in the table', () => {
    const { recorder } = learn;
    const figures = [
      recorder.plotLosses(),
      recorder.plotLr(),
      recorder.plotLr({ showMoms: true }),
      recorder.plotMomentum(),
      recorder.plotMetrics(),
      recorder.plot(),
    ];
    for (const { layout } of figures)
      expect((layout.title as { text?: string } | undefined)?.text).toBeTruthy();
    expect(recorder.plotMetrics().data[0]?.x).toEqual([0, 1, 2, 3, 4]);
  });

  it('mark what the rules chose on a fall, each with its rule; on a curve that only wanders, nothing', () => {
    const curve = (lossAt: (i: number) => number): Figure => {
      const history = new History([]);
      history.lrs = Array.from({ length: 100 }, (_, i) => 1e-7 * 10 ** (i * 0.08));
      history.smoothLosses = history.lrs.map((_, i) => lossAt(i));
      const points = history.lrs.map((lr, i) => ({ lr, loss: history.smoothLosses[i] as number }));
      learn.recorder.show(history, suggestRates(points.slice(10, -5)));
      return learn.recorder.plot();
    };
    const random = new Random(3);
    const falls = curve((i) => 0.5 + 2 / (1 + Math.exp((i - 50) / 6)) + Math.exp((i - 85) / 3));
    // The slide of this curve stands at its very beginning, where nothing is learned yet.
    expect(falls.data.map(({ name }) => name?.split(' ')[0])).toEqual([
      'loss',
      'valley',
      'minimum',
      'steep',
      'gradient',
    ]);
    expect(falls.data[1]?.name).toContain('longest fall');
    expect(falls.data[1]?.hovertemplate).toContain('longest fall');
    for (const wanders of [
      curve((i) => 0.16 + 0.01 * random.normal() + Math.exp((i - 90) / 4)),
      curve((i) => 0.3 + i / 100),
      curve(() => 1),
    ]) {
      expect(wanders.data).toHaveLength(1);
      expect((wanders.layout.title as { text: string }).text).toContain('no clear fall');
    }
  });

  it('marks of rules that agree are rings around one another, none covers another', () => {
    const points = Array.from({ length: 100 }, (_, i) => ({
      lr: 1e-7 * 10 ** (i * 0.08),
      loss: 0.5 + 2 / (1 + Math.exp((i - 50) / 6)),
    }));
    const at = (i: number): number => points[i]?.lr as number;
    const chosen = { valley: at(50), slide: at(50), minimum: at(60), steep: at(50), gradient: at(55) };
    const sizes = rateFigure(points, chosen)
      .data.slice(1)
      .map((trace) => {
        const { x, marker } = trace as unknown as { x: number[]; marker: { size: number } };
        return [x[0], marker.size];
      });
    expect(sizes).toEqual([
      [at(50), 24],
      [at(50), 17],
      [at(60), 10],
      [at(50), 10],
      [at(55), 10],
    ]);
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
