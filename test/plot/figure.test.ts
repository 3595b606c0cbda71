import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { jupyterDisplay } from '../../src/notebook/index.js';
import { barPlot, Figure, FigureRenderError, heatmap, linePlot } from '../../src/plot/index.js';
import { missingLetters } from '../../src/plot/png/missingLetters.js';
import { lengthOf, pathPoints, pointAt } from '../../src/plot/png/svgPath.js';

/** Share of pixels that differ from white by more than a little. */
async function inkOf(png: Buffer, area?: { left: number; top: number; width: number; height: number }) {
  const image = sharp(png).removeAlpha().greyscale();
  const { data } = await (area ? image.extract(area) : image).raw().toBuffer({ resolveWithObject: true });
  return data.filter((value) => value < 200).length / data.length;
}

describe('Figure', () => {
  it('is plain JSON: typed arrays as arrays, numbers that JSON lacks as gaps', () => {
    const figure = new Figure({ data: [{ y: new Float32Array([1, Number.NaN, 3]), x: undefined }] });
    expect(JSON.parse(JSON.stringify(figure)).data).toEqual([{ y: [1, null, 3] }]);
  });

  it('offers plotly, PNG and text', async () => {
    const figure = linePlot(
      [
        { y: [3, 1], name: 'train' },
        { y: [2, 2], name: 'valid' },
      ],
      { title: 'Losses' },
    );
    const bundle = await figure[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
    expect(bundle['text/plain']).toBe('[Figure "Losses": train, valid]');
    const { width, height, format } = await sharp(
      Buffer.from(String(bundle['image/png']), 'base64'),
    ).metadata();
    expect({ width, height, format }).toEqual({ width: 960, height: 600, format: 'png' });
  });

  it('keeps white white beside pale colours (pale grey patches)', async () => {
    const labels = ['a', 'b', 'c'];
    const rows = [0, 1, 2].map((i) => labels.map((_, j) => (i === j ? 9 : j / 2)));
    const png = await heatmap(rows, { xLabels: labels, yLabels: labels, title: 'pale' }).toPng({ scale: 1 });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const rim = Array.from(data).filter((_, i) => {
      const pixel = Math.floor(i / info.channels);
      const [x, y] = [pixel % info.width, Math.floor(pixel / info.width)];
      return x < 4 || y < 4 || x >= info.width - 4 || y >= info.height - 4;
    });
    expect(new Set(rim)).toEqual(new Set([255]));
  });

  it('draws tick labels, a legend and the colours of a heat map', async () => {
    const size = { width: 400, height: 300 };
    const map = await heatmap([[0, 9]], { ...size, showScale: false, showValues: false }).toPng({ scale: 1 });
    expect(await inkOf(map, { left: 70, top: 30, width: 140, height: 200 })).toBe(0);
    expect(await inkOf(map, { left: 230, top: 30, width: 140, height: 200 })).toBe(1);
    const line = await linePlot([1000, 2000], size).toPng({ scale: 1 });
    // Tick labels stand left of the axis.
    expect(await inkOf(line, { left: 20, top: 20, width: 38, height: 220 })).toBeGreaterThan(0.002);
  });

  it('keeps long labels inside the picture', async () => {
    const png = await heatmap([[1]], {
      yLabels: ['a label of many many letters'],
      width: 400,
      height: 200,
    }).toPng({
      scale: 1,
    });
    expect(await inkOf(png, { left: 0, top: 0, width: 2, height: 200 })).toBe(0);
    expect(await inkOf(png, { left: 2, top: 0, width: 120, height: 200 })).toBeGreaterThan(0.005);
  });

  it('says once for which letters this machine has no font, where boxes would stand without a word', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    try {
      // Private letters, which no font has; 'é' and 'я' are in any.
      const figure = barPlot(['\u{e123} é', 'я'], [1, 2], { title: 'x \u{e124}', width: 200, height: 200 });
      await figure.toPng({ scale: 1 });
      await figure.toPng({ scale: 1 });
      expect(warn.mock.calls).toEqual([[expect.stringContaining('fonts-noto-cjk')]]);
      expect(warn.mock.calls[0]?.[0]).toMatch(/Boxes stand for (\u{e123}\u{e124}|\u{e124}\u{e123}) in/u);
    } finally {
      warn.mockRestore();
    }
    const draw = (letter: string): string => ('猫🐶'.includes(letter) ? letter : 'box');
    expect(missingLetters('猫 犬 🐶 abc é 犬', draw)).toBe('犬');
    expect(missingLetters('abc', draw)).toBe('');
  });

  it('says why it cannot be drawn, and the display does without', async () => {
    const figure = new Figure({
      data: [
        {
          type: 'surface',
          z: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
    });
    await expect(figure.toPng()).rejects.toThrow(FigureRenderError);
    expect(Object.keys(await figure[jupyterDisplay]())).not.toContain('image/png');
    await expect(linePlot([1]).toPng({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
  });

  it.each([
    ['a title of a chart', (title: string) => linePlot([1, 2], { title, width: 400, height: 300 })],
    [
      'a title that somebody placed below the top',
      (title: string) =>
        new Figure({
          data: [{ y: [1, 2] }],
          layout: {
            title: { text: title, x: 0.03, xanchor: 'left', y: 0.92, yanchor: 'top', font: { size: 16 } },
          },
        }),
    ],
  ])('draws the lines of %s apart (one lay over the other)', async (_name, figure) => {
    const png = await figure('HHHH<br>HHHH').toPng({ scale: 1 });
    const { data, info } = await sharp(png)
      .extract({ left: 5, top: 0, width: 80, height: 64 })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const inked = Array.from({ length: info.height }, (_, y) =>
      data
        .subarray(y * info.width * info.channels, (y + 1) * info.width * info.channels)
        .some((v) => v < 150),
    );
    const starts = inked.flatMap((ink, y) => (ink && !inked[y - 1] ? [y] : []));
    // The distance of lines that plotly writes into the SVG: 1.3 of 16 pixels.
    expect(starts).toHaveLength(2);
    expect((starts[1] as number) - (starts[0] as number)).toBeGreaterThanOrEqual(20);
    expect(starts[0]).toBeGreaterThan(5);
  });

  it('draws arrows, and measures the paths that labels lie on', async () => {
    const arrow = { x: 1, y: 2, text: '', showarrow: true, ax: 0, ay: 80, arrowwidth: 2 };
    const drawn = (annotations: object[]): Promise<Buffer> =>
      new Figure({
        data: [{ y: [1, 2, 3], opacity: 0 }],
        layout: {
          annotations,
          xaxis: { visible: false },
          yaxis: { visible: false },
          width: 300,
          height: 300,
        },
      } as never).toPng({ scale: 1 });
    expect(await inkOf(await drawn([]))).toBe(0);
    const headless = await inkOf(await drawn([{ ...arrow, arrowhead: 0 }]));
    expect(headless).toBeGreaterThan(0);
    expect(await inkOf(await drawn([{ ...arrow, arrowhead: 2, arrowsize: 2 }]))).toBeGreaterThan(
      1.2 * headless,
    );

    expect(lengthOf(pathPoints('M0,0L3,4'))).toBe(5);
    expect(lengthOf(pathPoints('m1,1h3v4H1Z'))).toBe(14);
    expect(pointAt(pathPoints('M0,0L10,0 10,10'), 13)).toEqual({ x: 10, y: 3 });
    expect(pointAt(pathPoints('M0,0L10,0'), 99)).toEqual({ x: 10, y: 0 });
    // A quarter of a circle, as four control points make it; a parabola, whose length has a formula.
    expect(lengthOf(pathPoints('M1,0C1,0.55228,0.55228,1,0,1'))).toBeCloseTo(Math.PI / 2, 2);
    expect(lengthOf(pathPoints('M-1,1Q0,-1,1,1'))).toBeCloseTo(Math.sqrt(5) + Math.asinh(2) / 2, 2);
  });
});
