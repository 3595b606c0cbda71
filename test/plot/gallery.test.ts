import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { jupyterDisplay } from '../../src/notebook/index.js';
import { composedGrid } from '../../src/plot/composedGrid.js';
import { htmlTable, imageGrid, type Pixels, thumbnail } from '../../src/plot/index.js';

const red = {
  data: new Uint8Array(300 * 200 * 3).fill(0).map((_, i) => (i % 3 === 0 ? 255 : 0)),
  width: 300,
  height: 200,
};

describe('thumbnail', () => {
  it('shrinks the longer side and keeps colours', async () => {
    const { jpeg, width, height } = await thumbnail(red, 60);
    expect({ width, height }).toEqual({ width: 60, height: 40 });
    const [r, g, b] = (await sharp(jpeg).raw().toBuffer()) as unknown as number[];
    expect(r).toBeGreaterThan(245);
    expect(Math.max(g as number, b as number)).toBeLessThan(15);
  });

  it('reads floats of 0 to 1, greys, and lays transparent pixels on white', async () => {
    const grey = await thumbnail(
      { data: new Float32Array(28 * 28).fill(0.5), width: 28, height: 28, channels: 1 },
      100,
    );
    expect(grey.width).toBe(100);
    expect((await sharp(grey.jpeg).raw().toBuffer())[0]).toBeCloseTo(128, -1);
    const clear = await thumbnail(
      { data: new Uint8Array(4 * 90 * 90), width: 90, height: 90, channels: 4 },
      90,
    );
    expect((await sharp(clear.jpeg).raw().toBuffer())[0]).toBeGreaterThan(250);
  });

  it('refuses pixels of the wrong number', async () => {
    await expect(thumbnail({ data: new Uint8Array(5), width: 2, height: 1 }, 10)).rejects.toThrow(
      '1 × 2 × 3 = 6',
    );
  });
});

describe('imageGrid', () => {
  it('is one HTML grid, one JPEG, and titles as text; hostile titles stay text', async () => {
    const grid = await imageGrid([red, red, '/missing/photo.jpg'], {
      titles: ['<b>one</b>\n0.5', 'two'],
      columns: 2,
    });
    const bundle = await grid[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(['text/html', 'image/jpeg', 'text/plain']);
    const html = String(bundle['text/html']);
    expect(html.match(/<img/g)).toHaveLength(2);
    expect(html).toContain('&lt;b&gt;one&lt;/b&gt;<br>0.5');
    expect(html).toContain('cannot be decoded');
    expect(bundle['text/plain']).toBe('[3 photos]\n  <b>one</b> | 0.5\n  two\n  photo.jpg');
    const { width } = await sharp(Buffer.from(String(bundle['image/jpeg']), 'base64')).metadata();
    expect(width).toBe(2 * 170 + 10);
  });

  it('breaks a title that is wider than its photo, and cuts none: the loss stands at its end', async () => {
    const title = 'american_staffordshire_terrier / staffordshire_bullterrier / 12.34 / 0.01';
    const heightOf = async (titles: readonly string[]): Promise<number> => {
      const composed = await composedGrid(await imageGrid([red], { titles, thumbSize: 160 }));
      return (await sharp(composed as Buffer).metadata()).height;
    };
    // Four lines instead of one.
    expect((await heightOf([title])) - (await heightOf(['short']))).toBe(3 * 15);
    expect((await heightOf(['猫'.repeat(24)])) - (await heightOf(['short']))).toBe(15);
  });

  const square = (side: number): Pixels => ({
    data: new Uint8Array(side * side * 3),
    width: side,
    height: side,
  });
  const widths = async (sides: readonly number[], options = {}): Promise<(number | undefined)[]> =>
    (await imageGrid(sides.map(square), options)).cells.map((cell) => cell.thumbnail?.width);

  it('draws maps of several sizes in proportion, the largest largest', async () => {
    expect(await widths([148, 74, 37])).toEqual([160, 80, 40]);
    expect(await widths([37, 148, 3], { thumbSize: 148 })).toEqual([37, 148, 3]);
    // Digits, all of one size, are as large as ever; and who wants every map large says so.
    expect(await widths([28, 28])).toEqual([160, 160]);
    expect(await widths([148, 37], { sameScale: false })).toEqual([148, 160]);
  });

  it('draws photos at one scale where that is asked for', async () => {
    const files = await Promise.all(
      [200, 50].map((side) =>
        sharp(square(side).data, { raw: { width: side, height: side, channels: 3 } })
          .png()
          .toBuffer(),
      ),
    );
    const shown = async (options: object): Promise<unknown> =>
      (await imageGrid([...files, Buffer.from('no photo')], options)).cells.map(
        (cell) => cell.thumbnail?.width,
      );
    expect(await shown({ thumbSize: 100 })).toEqual([100, 50, undefined]);
    expect(await shown({ thumbSize: 100, sameScale: true })).toEqual([100, 25, undefined]);
    expect(await widths([10, 10], { sameScale: true, thumbSize: 15 })).toEqual([15, 15]);
  });

  it('breaks the title above a narrow grid in its picture', async () => {
    const heightOf = async (title: string): Promise<number> =>
      (await sharp((await composedGrid(await imageGrid([red], { title }))) as Buffer).metadata()).height;
    const lines = 'Prediction / actual / loss / probability of the actual class';
    expect((await heightOf(lines)) - (await heightOf('Photos'))).toBe(2 * 17);
  });

  it('draws colours of the theme in the picture too', async () => {
    const captionOf = async (color: string): Promise<number> => {
      const grid = await imageGrid([red], { titles: ['████████'], titleColors: [color], thumbSize: 160 });
      const picture = (await composedGrid(grid)) as Buffer;
      const area = sharp(picture).extract({ left: 60, top: 12, width: 60, height: 8 });
      const mean = await sharp(await area.toBuffer())
        .resize(1, 1, { fit: 'fill' })
        .raw()
        .toBuffer();
      const [r, g, b] = mean as unknown as [number, number, number];
      return g - (r + b) / 2;
    };
    expect(await captionOf('var(--jp-success-color1, #00ff00)')).toBeGreaterThan(50);
    expect(await captionOf('#222')).toBeLessThan(10);
  });

  it('stops when asked', async () => {
    await expect(imageGrid([red], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });

  it('shows an empty grid', async () => {
    const bundle = await (await imageGrid([]))[jupyterDisplay]();
    expect(bundle['image/jpeg']).toBeUndefined();
    expect(bundle['text/plain']).toBe('[0 photos]');
    expect(bundle['text/html']).toContain('There are none.');
    const titled = await imageGrid([], { title: 'Wrong, by chance' });
    expect(String(titled)).toBe('Wrong, by chance\n  there are none');
    expect((await imageGrid([red])).html).not.toContain('There are none.');
  });
});

describe('htmlTable', () => {
  it('aligns numbers right and escapes text', () => {
    const table = htmlTable(
      [
        { name: '<a>', loss: 0.5 },
        { name: 'bb', loss: 12 },
      ],
      { digits: 2, highlightRow: 1 },
    );
    expect(table.text).toBe('name  loss\n<a>   0.50\nbb      12');
    expect(table.html).toContain('<td style="text-align:left">&lt;a&gt;</td>');
    expect(table.html).toContain('<tr style="font-weight:bold"><td style="text-align:left">bb</td>');
  });
});

it('frames white photos, in HTML and in the composed picture', async () => {
  const white: Pixels = { data: new Uint8Array(30 * 30 * 3).fill(255), width: 30, height: 30 };
  const darkest = async (framed: boolean): Promise<number> => {
    const grid = await imageGrid([white], { framed, thumbSize: 90 });
    expect(grid.html.includes('box-shadow')).toBe(framed);
    return Math.min(
      ...(await sharp(await composedGrid(grid))
        .greyscale()
        .raw()
        .toBuffer()),
    );
  };
  expect(await darkest(false)).toBeGreaterThan(250);
  expect(await darkest(true)).toBeLessThan(190);
  expect(String(await imageGrid([white]))).toMatch(/^\[1 photo\]/);
});
