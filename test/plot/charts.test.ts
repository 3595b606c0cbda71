import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/index.js';
import { brokenText } from '../../src/plot/charts/brokenText.js';
import {
  animation,
  barPlot,
  type Figure,
  heatmap,
  histogram,
  linePlot,
  scatterPlot,
  smoothCurve,
} from '../../src/plot/index.js';

describe('smoothCurve', () => {
  it('agrees with the book: s[i] = 0.8 s[i-1] + 0.2 p[i]', () => {
    expect(smoothCurve([1, 2, 3])).toEqual(
      [1, 1.2, 1.2 * 0.8 + 3 * (1 - 0.8)].map((n) => expect.closeTo(n, 12)),
    );
  });

  it('stays between the extremes and keeps constants', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (points, factor) => {
          const smooth = smoothCurve(points, factor);
          expect(smooth).toHaveLength(points.length);
          for (const s of smooth) {
            expect(s).toBeGreaterThanOrEqual(Math.min(...points) - 1e-6);
            expect(s).toBeLessThanOrEqual(Math.max(...points) + 1e-6);
          }
        },
      ),
    );
  });

  it('refuses a factor that forgets nothing', () => {
    expect(() => smoothCurve([1], 1)).toThrow('`factor` must be at least 0 and less than 1');
  });
});

describe('charts', () => {
  it('counts x from 0 and takes numbers, one series, or several', () => {
    expect(linePlot([5, 6]).data[0]).toMatchObject({ x: [0, 1], y: [5, 6], mode: 'lines' });
    expect(scatterPlot({ x: [1], y: [2] }).data[0]).toMatchObject({ mode: 'markers' });
    expect(linePlot([{ y: [1] }, { y: [2] }]).layout.showlegend).toBe(true);
    expect(linePlot([]).data).toHaveLength(1);
  });

  it('takes the range of a log axis in data units', () => {
    const { xaxis } = linePlot([1], { xType: 'log', xRange: [1e-5, 10] }).layout as {
      xaxis: { range: number[] };
    };
    expect(xaxis.range[0]).toBeCloseTo(-5, 12);
    expect(xaxis.range[1]).toBeCloseTo(1, 12);
  });

  it('lays named groups over one another', () => {
    const { data, layout } = histogram({ right: [1], wrong: [2] });
    expect(data.map((trace) => trace.name)).toEqual(['right', 'wrong']);
    expect(layout.barmode).toBe('overlay');
  });

  it('takes labels for names, in their order, whatever they look like (plotly.js#1485)', () => {
    const labels = ['10', '9', '2+', '1e3', '2019-01', '2019-01-31', 'true', ''];
    const bars = barPlot(
      labels,
      labels.map((_, i) => i),
    );
    expect([bars.data[0]?.x, bars.layout.xaxis]).toEqual([
      labels,
      expect.objectContaining({ type: 'category' }),
    ]);
    const lying = barPlot(['1', '2'], [3, 4], { horizontal: true });
    expect([lying.data[0]?.y, lying.layout.yaxis]).toEqual([
      ['1', '2'],
      expect.objectContaining({ type: 'category' }),
    ]);
    expect((lying.layout.xaxis as { type?: string }).type).toBeUndefined();
    const axes = [
      linePlot({ x: ['1', '10'], y: [1, 2] }),
      scatterPlot([{ x: ['2019-01'], y: [1] }]),
      heatmap([[1, 2]], { xLabels: ['1', '10'], yLabels: ['2'] }),
      histogram(['1', '10', '1']),
      animation([{ label: '1', series: [{ x: ['1', '10'], y: [1, 2] }] }]),
    ].map(({ layout }) => (layout.xaxis as { type?: string }).type);
    expect(axes).toEqual(Array(5).fill('category'));
    // Dates are dates, numbers numbers, and who wants another axis says so.
    expect(linePlot({ x: [new Date(0)], y: [1] }).layout.xaxis).not.toHaveProperty('type');
    expect(linePlot({ x: ['2019-01'], y: [1] }, { xType: 'date' }).layout.xaxis).toMatchObject({
      type: 'date',
    });
  });

  it('draws no lines of zero between the cells of a heat map (dots beside row and column 0)', () => {
    const { xaxis, yaxis } = heatmap([[1, 2]]).layout;
    expect([xaxis, yaxis]).toEqual([
      expect.objectContaining({ zeroline: false, showgrid: false }),
      expect.objectContaining({ zeroline: false, showgrid: false }),
    ]);
  });

  it('shows a class called <b>x</b> as it is called', () => {
    const name = '<b>x</b> & <i>y</i>';
    const shown = '&lt;b&gt;x&lt;/b&gt; &amp; &lt;i&gt;y&lt;/i&gt;';
    const texts = [
      barPlot([name], [1]).data[0]?.x,
      heatmap([[1]], { xLabels: [name], yLabels: [name] }).data[0]?.y,
      linePlot({ x: [name], y: [1], name, text: [name] }).data.flatMap((one) => [one.x, one.name, one.text]),
      histogram(new Map([[name, [1]]])).data[0]?.name,
      animation([{ label: name, series: [] }]).frames[0]?.name,
    ].flat(2);
    expect(texts).toEqual(Array(texts.length).fill(shown));
  });

  it('keeps groups whose names are numbers, or an object’s own, in their order', () => {
    const names = ['10', '2', '1', '__proto__', 'constructor', 'toString'];
    const groups = new Map(names.map((name, i) => [name, [i]]));
    expect(histogram(groups).data.map(({ name, x }) => [name, x])).toEqual(
      names.map((name, i) => [name, [i]]),
    );
  });

  it('takes tensors', () => {
    const [x, y] = [tf.tensor1d([1, 2, 3]), tf.tensor2d([[4], [5], [6]])];
    expect(scatterPlot({ x, y, values: x }).data[0]).toMatchObject({
      x: [1, 2, 3],
      y: [4, 5, 6],
      marker: { color: [1, 2, 3] },
    });
    expect(linePlot(y).data[0]).toMatchObject({ x: [0, 1, 2], y: [4, 5, 6] });
    expect(() => scatterPlot({ x, y: tf.ones([3, 2]) })).toThrow('a tensor of shape [3, 2]');
  });

  it('wants a value for each bar', () => {
    expect(() => barPlot(['a', 'b'], [1])).toThrow('a list of 2 numbers');
  });
});

describe('what is written on a chart', () => {
  const axisOf = (figure: Figure, axis: 'xaxis' | 'yaxis'): Record<string, unknown> =>
    figure.layout[axis] as Record<string, unknown>;

  it('has ticks at powers of ten that have room, of one size with all others', () => {
    const far = linePlot([1e14, 1, 1e-7], { yType: 'log' });
    const steps = axisOf(far, 'yaxis').dtick as number;
    // 21 powers of ten in some 320 pixels, 40 at least for each.
    expect(21 / steps).toBeLessThan(8);
    expect(Number.isInteger(steps)).toBe(true);
    // Plotly writes powers 1.25 times as large as the axis says.
    expect((axisOf(far, 'yaxis').tickfont as { size: number }).size * 1.25).toBeCloseTo(12);
    expect(axisOf(linePlot([1, 100, 1000], { yType: 'log' }), 'yaxis').dtick).toBe(1);
    // Within one power of ten there would be no tick at all.
    expect(axisOf(linePlot([2, 8], { yType: 'log' }), 'yaxis')).not.toHaveProperty('dtick');
    expect(axisOf(linePlot([1, 1], { yType: 'log', yRange: [1e-9, 1] }), 'yaxis').dtick).toBeGreaterThan(1);
  });

  it('counts epochs in whole numbers', () => {
    expect(axisOf(linePlot([0.5, 0.4, 0.3]), 'xaxis').dtick).toBe(1);
    expect(axisOf(linePlot({ x: [0, 0.5, 1], y: [1, 2, 3] }), 'xaxis')).not.toHaveProperty('dtick');
    expect(axisOf(linePlot(Array(50).fill(0.5)), 'xaxis')).not.toHaveProperty('dtick');
  });

  it('cuts no title, nor lays one below the buttons', () => {
    const title =
      'Training and validation loss of a network whose name is long, with augmentation and dropout';
    const { layout } = linePlot([1], { title });
    const { text, xanchor } = layout.title as { text: string; xanchor: string };
    expect(text.split('<br>').length).toBeGreaterThan(1);
    expect(text.replaceAll('<br>', ' ')).toBe(title);
    expect([xanchor, layout.meta]).toEqual(['left', { title }]);
    expect((layout.margin as { t: number }).t).toBeGreaterThanOrEqual(68);
    const short = linePlot([1], { title: 'Losses' });
    expect([short.layout.title, short.layout.meta]).toEqual([
      expect.objectContaining({ text: 'Losses' }),
      undefined,
    ]);
    expect(short.config.modeBarButtonsToRemove).toContain('lasso2d');
  });

  it('breaks between words, never inside of markup, letters of East Asia counted as wide', () => {
    expect(brokenText('one two three', 60, 12)).toBe('one two<br>three');
    expect(brokenText('<b class="x y">one</b> two', 30, 12)).toBe('<b class="x y">one</b><br>two');
    expect(brokenText('a<br>b', 500, 12)).toBe('a<br>b');
    expect(brokenText('猫猫猫 猫猫猫', 60, 12).split('<br>')).toHaveLength(2);
    expect(brokenText('unbreakable', 5, 12)).toBe('unbreakable');
  });

  it('puts long names below the plot, short ones beside it', () => {
    const long = 'a network with augmentation and dropout';
    const named = (name: string): unknown =>
      linePlot([
        { y: [1], name },
        { y: [2], name: 'b' },
      ]).layout.legend;
    expect(named('a')).toBeUndefined();
    expect(named(long)).toMatchObject({ orientation: 'h', yanchor: 'top' });
  });

  it('compares bars of very different sizes on a logarithmic axis', () => {
    const { data, layout } = barPlot(['a', 'b', 'c'], [0.5, 0.0009, 0], { log: true });
    const { type, range } = layout.yaxis as { type: string; range: number[] };
    expect([type, range[0]]).toEqual(['log', -4]);
    expect(range[1]).toBeGreaterThan(Math.log10(0.5));
    expect(data[0]?.text).toEqual(['0.5', '0.0009', '0']);
    const lying = barPlot(['a'], [0.001], { log: true, horizontal: true, showValues: false });
    // The bar of an exact power of ten is not of no height.
    expect(lying.layout.xaxis).toMatchObject({ type: 'log', range: [-4, expect.any(Number)] });
    expect(lying.data[0]).not.toHaveProperty('text');
  });
});

describe('animation', () => {
  it('has its controls below one another, and below the axis', () => {
    const { layout } = animation([{ series: [{ y: [1, 2] }] }], { height: 500 });
    const [menu] = layout.updatemenus as { x: number; y: number }[];
    const [slider] = layout.sliders as { x: number; y: number; len: number }[];
    const { t, b } = layout.margin as { t: number; b: number };
    const pixels = (y: number | undefined): number => -(y as number) * (500 - t - b);
    expect(slider).toMatchObject({ x: 0, len: 1 });
    expect(pixels(slider?.y)).toBeGreaterThan(50);
    // The slider is some 75 pixels high, the buttons 33.
    expect(pixels(menu?.y) - pixels(slider?.y)).toBeGreaterThan(85);
    expect(b - pixels(menu?.y)).toBeGreaterThan(40);
  });

  it('fits a logarithmic axis', () => {
    const { layout } = animation([{ series: [{ y: [1e-6, 1] }] }], { yType: 'log' });
    const [low, high] = (layout.yaxis as { range: [number, number] }).range;
    expect([low, high]).toEqual([expect.closeTo(-6.3, 5), expect.closeTo(0.3, 5)]);
  });

  const frames = [0, 1, 2].map((i) => ({ series: [{ x: [0, 1], y: [0, i] }] }));

  it('has one frame and one slider step each, and axes that fit them all', () => {
    const figure = animation(frames);
    expect(figure.frames.map((frame) => frame.name)).toEqual(['0', '1', '2']);
    const { yaxis, sliders } = figure.layout as unknown as {
      yaxis: { range: number[] };
      sliders: { steps: object[] }[];
    };
    expect(yaxis.range[0]).toBeCloseTo(-0.1);
    expect(yaxis.range[1]).toBeCloseTo(2.1);
    expect(sliders[0]?.steps).toHaveLength(3);
  });

  it('refuses no frames and frames of unequal series', () => {
    expect(() => animation([])).toThrow('at least one frame');
    expect(() => animation([...frames, { series: [] }])).toThrow('frames of 1 series each');
  });
});
