import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import { filterPictures } from '../../src/interpret/index.js';
import {
  animation,
  barPlot,
  type Figure,
  heatmap,
  histogram,
  imageGrid,
  imagePlot,
  linePlot,
  scatterPlot,
} from '../../src/plot/index.js';
import { KerasHistory } from '../../src/train/groups/keras.js';
import { Recorder } from '../../src/train/index.js';

beforeAll(() => engineReady());

const grey = { data: new Uint8Array(16), width: 4, height: 4, channels: 1 } as const;
const size = { figsize: [9, 6] as const };

const charts: Record<string, (options: object) => Figure | Promise<Figure>> = {
  linePlot: (options) => linePlot([1, 2], options),
  scatterPlot: (options) => scatterPlot([1, 2], options),
  barPlot: (options) => barPlot(['a'], [1], options),
  histogram: (options) => histogram([1, 2, 2], options),
  heatmap: (options) => heatmap([[1]], options),
  animation: (options) => animation([{ series: [{ y: [1] }] }], options),
  imagePlot: (options) => imagePlot(grey, options),
  'KerasHistory.plot': (options) => new KerasHistory().plot('loss', options),
  'recorder.plot': (options) => new Recorder().plot(options),
  'recorder.plotLr': (options) => new Recorder().plotLr(options),
  'recorder.plotLosses': (options) => new Recorder().plotLosses(options),
  'recorder.plotMomentum': (options) => new Recorder().plotMomentum(options),
  'recorder.plotMetrics': (options) => new Recorder().plotMetrics(options),
};

describe('figsize', () => {
  it.each(Object.entries(charts))('%s is as large as matplotlib makes it', async (_, chart) => {
    expect((await chart(size)).layout).toMatchObject({ width: 648, height: 432 });
    expect((await chart({ ...size, dpi: 100 })).layout).toMatchObject({ width: 900, height: 600 });
    // Inches win over pixels; without either each chart has its own size.
    expect((await chart({ ...size, width: 100, height: 100 })).layout).toMatchObject({
      width: 648,
      height: 432,
    });
    expect((await chart({})).layout.width).toBeGreaterThan(300);
  });

  it('is shared by the columns of a grid', async () => {
    const photos = [grey, grey, grey, grey];
    expect((await imageGrid(photos, { columns: 4, ...size })).thumbSize).toBe(162);
    expect((await imageGrid(photos, { columns: 4 })).thumbSize).toBe(160);
    const layer = tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3] });
    tf.sequential({ layers: [layer] });
    expect((await filterPictures(layer, { columns: 4, ...size })).thumbSize).toBe(162);
  });

  it.each([[[0, 6]], [[9]], [[9, -1]], [[Number.NaN, 6]]])('refuses %o', (figsize) => {
    expect(() => linePlot([1], { figsize: figsize as never })).toThrow(/width and a height in inches/);
  });
});
