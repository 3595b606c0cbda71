import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { html, jupyterDisplay, md, mimeBundleOf, svg, toMimeBundle } from '../../src/notebook/index.js';

const text = async (value: unknown): Promise<string> =>
  stripVTControlCharacters(String((await toMimeBundle(value))['text/plain']));

describe('toMimeBundle', () => {
  it('shows plain values as Node does, primitives without colours', async () => {
    expect(await toMimeBundle('a')).toEqual({ 'text/plain': "'a'" });
    expect(await toMimeBundle(42)).toEqual({ 'text/plain': '42' });
    expect(await toMimeBundle(null)).toEqual({ 'text/plain': 'null' });
    expect(await text({ a: [1, 2] })).toBe('{ a: [ 1, 2 ] }');
    expect(await text(new Map([['k', new Set([1])]]))).toBe("Map(1) { 'k' => Set(1) { 1 } }");
  });

  it('asks the value itself first, and adds text where it gives none', async () => {
    class Own {
      [jupyterDisplay]() {
        return Promise.resolve({ 'text/html': '<i>me</i>' });
      }
    }
    expect(await toMimeBundle(new Own())).toEqual({ 'text/html': '<i>me</i>', 'text/plain': '[Own]' });
  });

  it('needs no promise where the value needs none, so that displays keep their order', () => {
    expect(mimeBundleOf([1])).not.toBeInstanceOf(Promise);
    expect(mimeBundleOf(html`<b>x</b>`)).not.toBeInstanceOf(Promise);
  });

  it('awaits promises', async () => {
    expect(await text(Promise.resolve(7))).toBe('7');
    await expect(toMimeBundle(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('survives whatever a value does when it is looked at', async () => {
    const circle: { me?: unknown } = {};
    circle.me = circle;
    expect(await text(circle)).toContain('[Circular *1]');
    const throws = (): never => {
      throw new Error('do not look');
    };
    expect(
      await text({
        get broken() {
          return throws();
        },
      }),
    ).toBe('{ broken: [Getter] }');
    const proxy = new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws });
    expect(await text(proxy)).toBe('{}');
  });

  it('shows the chain of causes of an error', async () => {
    const shown = await text(new Error('outer', { cause: new Error('inner') }));
    expect(shown).toMatch(/Error: outer[\s\S]*\[cause\]: Error: inner/);
  });

  it('shows a list with holes as text, not as a blank table (reports: new Array(3))', async () => {
    expect(await text(new Array(3))).toBe('[ <3 empty items> ]');
    expect(await toMimeBundle(new Array(3))).not.toHaveProperty('text/html');
    expect(await toMimeBundle(Object.assign(new Array(3), { 2: { a: 2 } }))).not.toHaveProperty('text/html');
    expect(await toMimeBundle([{ a: 1 }, { a: 2 }])).toHaveProperty('text/html');
  });

  it('previews long lists of lists of numbers, as tensors (reports: a 224×224×3 nested list)', async () => {
    const grid = (...[length = 0, ...inner]: number[]): unknown =>
      Array.from({ length }, (_, i) => (inner.length > 0 ? grid(...inner) : i / 2));
    const shown = await text(grid(224, 224, 3));
    expect(shown.split('\n')[0]).toBe('Array [224, 224, 3]');
    expect(shown).toContain('[0, 0.5, 1]');
    expect(shown.length).toBeLessThan(2000);
    expect(await text(grid(40, 50))).toMatch(/^Array \[40, 50\]\n\[\[0, 0.5, 1, …, 23.5, 24, 24.5\],\n/);
    expect(await text(grid(2, 2))).toBe('[ [ 0, 0.5 ], [ 0, 0.5 ] ]');
    const ragged = [...(grid(1000, 3) as unknown[]), [1]];
    expect(await text(ragged)).not.toContain('Array [');
  });

  it.each([
    ['many keys', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key${i}`, i]))],
    [
      'many texts',
      Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ['long '.repeat(20)])),
    ],
    ['a map', new Map(Array.from({ length: 99 }, (_, i) => [i, { text: 'x'.repeat(5000) }]))],
  ])('cuts what would make a page slow, with a note: %s', async (_name, value) => {
    const { 'text/plain': shown } = await toMimeBundle(value);
    expect(String(shown).length).toBeLessThan(25_000);
    expect(String(shown)).toMatch(/… \(cut: the whole would be \d+ characters|more item/);
  });

  it('takes images by their first bytes', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
    expect(await toMimeBundle(png)).toMatchObject({ 'image/png': png.toString('base64') });
    expect(await toMimeBundle(Buffer.from('ffd8ffe0', 'hex'))).toHaveProperty('image/jpeg');
    const webp = Buffer.from('524946460000000057454250', 'hex');
    expect((await toMimeBundle(webp))['text/html']).toContain('data:image/webp;base64,');
    expect(await toMimeBundle(Buffer.from('hello'))).not.toHaveProperty('image/png');
  });

  it('shows typed arrays and tensors by shape, type and a preview', async () => {
    expect(await text(Float32Array.of(0.123456, 2))).toBe('Float32Array(2) [0.1235, 2]');
    const long = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(await text(long)).toBe('Float64Array(100) [0, 1, 2, …, 97, 98, 99]');
    class Tensor {
      isDisposed = false;
      constructor(
        readonly shape: number[],
        readonly numbers: number[],
      ) {}
      readonly dtype = 'float32';
      dataSync(): Float32Array {
        return Float32Array.from(this.numbers);
      }
    }
    expect(await text(new Tensor([2, 3], [1, 2, 3, 4, 5, 6]))).toBe(
      'Tensor float32 [2, 3]\n[[1, 2, 3],\n [4, 5, 6]]',
    );
    expect(await text(new Tensor([], [2.5]))).toBe('Tensor float32 []\n2.5');
    expect(await text(new Tensor([2, 0], []))).toBe('Tensor float32 [2, 0]\n[[],\n []]');
    expect(await text(Object.assign(new Tensor([1], [1]), { isDisposed: true }))).toContain('(disposed)');
  });

  it('shows a list of records as a table', async () => {
    const bundle = await toMimeBundle([
      { name: '<a>', n: 1 },
      { n: 2, extra: [1] },
    ]);
    expect(bundle['text/html']).toBe(
      '<table><thead><tr><th></th><th>name</th><th>n</th><th>extra</th></tr></thead><tbody>' +
        '<tr><th>0</th><td style="text-align:left">&lt;a&gt;</td><td style="text-align:right">1</td><td></td></tr>' +
        '<tr><th>1</th><td></td><td style="text-align:right">2</td><td style="text-align:left">[ 1 ]</td></tr>' +
        '</tbody></table>',
    );
    const many = Array.from({ length: 100 }, (_, i) => ({ i }));
    expect((await toMimeBundle(many))['text/html']).toContain('<p>100 rows × 1 columns</p>');
    for (const other of [[], [1], [[1]], [{}], [new Date(0)]]) {
      expect(await toMimeBundle(other)).not.toHaveProperty('text/html');
    }
  });

  it.each([
    ['_toHtml', { _toHtml: () => '<b>1</b>' }, { 'text/html': '<b>1</b>' }],
    ['async _toSvg', { _toSvg: async () => '<svg/>' }, { 'image/svg+xml': '<svg/>' }],
    ['_toMime', { _toMime: () => ({ 'text/x': '1' }) }, { 'text/x': '1' }],
    [
      'canvas',
      { width: 2, height: 1, toDataURL: () => 'data:image/png;base64,AAAA' },
      { 'image/png': 'AAAA' },
    ],
    ['element', { outerHTML: '<p>x</p>' }, { 'text/html': '<p>x</p>' }],
    ['svg element', { outerHTML: '<svg></svg>' }, { 'image/svg+xml': '<svg></svg>' }],
    [
      'vega-lite',
      { toSpec: () => ({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json' }) },
      {
        'application/vnd.vegalite.v5+json': { $schema: 'https://vega.github.io/schema/vega-lite/v5.json' },
      },
    ],
  ])('follows the convention %s', async (_name, value, expected) => {
    const bundle = await toMimeBundle(value);
    expect(bundle).toMatchObject(expected);
    expect(bundle).toHaveProperty('text/plain');
  });

  it('shows tagged templates as what they are', async () => {
    expect(await toMimeBundle(html`<b>${1 + 1}</b>`)).toEqual({
      'text/html': '<b>2</b>',
      'text/plain': '<b>2</b>',
    });
    expect(await toMimeBundle(md`# ${'T'}\n`)).toHaveProperty('text/markdown', '# T\n');
    expect(await toMimeBundle(svg`<svg/>`)).toHaveProperty('image/svg+xml', '<svg/>');
  });
});
