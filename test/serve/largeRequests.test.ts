import { describe, expect, it } from 'vitest';
import { createApp, type ServeOptions } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

const path = `/v2/models/${fakeClassifier.name}/infer`;
const pixelRequest = (shape: readonly number[], data: string, datatype = 'UINT8'): string =>
  `{"inputs":[{"name":"image","shape":${JSON.stringify(shape)},"datatype":"${datatype}","data":${data}}]}`;
const zeros = (count: number): string => `[${new Array(count).fill(0).join()}]`;

/** Sends a body; counts how often something else had its turn until the answer came. */
async function send(
  body: string | Buffer,
  { to = path, type, options = {} }: { to?: string; type?: string; options?: ServeOptions } = {},
): Promise<{ status: number; text: string; turns: number }> {
  let turns = 0;
  const clock = setInterval(() => turns++);
  const response = await createApp(fakeClassifier, options).request(to, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    ...(type ? { headers: { 'content-type': type } } : {}),
  });
  clearInterval(clock);
  return { status: response.status, text: await response.text(), turns };
}

describe('one request of 0.6 MB', () => {
  it('for 100,000 photos is refused (blocked 187 s, 10 GB, killed)', async () => {
    const { status, text } = await send(pixelRequest([100_000, 1, 1, 3], zeros(300_000)));
    expect(status).toBe(413);
    expect(JSON.parse(text)).toEqual({ error: 'A request may hold 64 photos at most.', code: 'too_large' });
  });

  it('for as many as may wait is answered in slices of the batch', async () => {
    const sizes: number[] = [];
    const app = createApp({
      ...fakeClassifier,
      classifyPixels: (pixels) => {
        sizes.push(pixels.shape[0]);
        expect(pixels.values).toHaveLength(pixels.shape[0] * 3);
        return fakeClassifier.classifyPixels(pixels);
      },
    });
    const data = Array.from({ length: 60 }, (_, i) => [[[i, i, i]]]);
    const body = pixelRequest([60, 1, 1, 3], JSON.stringify(data));
    const { outputs } = (await (await app.request(path, { method: 'POST', body })).json()) as {
      outputs: { shape: number[]; data: number[] }[];
    };
    expect(sizes).toEqual([8, 8, 8, 8, 8, 8, 8, 4]);
    expect(outputs[0]?.shape).toEqual([60, 2]);
    expect(outputs[0]?.data.filter((_, i) => i % 2 === 0)).toEqual(data.map((_, i) => Math.fround(i / 255)));
  });

  it('for a model that never answers is given up', async () => {
    const app = createApp(
      { ...fakeClassifier, classifyPixels: () => new Promise(() => undefined) },
      { timeout: 50 },
    );
    const response = await app.request(path, { method: 'POST', body: pixelRequest([1, 1, 1, 3], '[1,2,3]') });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
  });
});

describe('a body of 10 MB (the event loop blocked 1.2–2.3 s)', () => {
  it('of pixels is read in slices, between which others have their turn', async () => {
    const side = 1000;
    const { status, turns } = await send(pixelRequest([1, side, side, 3], zeros(side * side * 3)));
    expect(status).toBe(200);
    expect(turns).toBeGreaterThan(20);
  });

  it.each<[string, () => string, number]>([
    ['4 million numbers for one pixel', () => pixelRequest([1, 1, 1, 3], zeros(4_000_000)), 400],
    ['4 million numbers beside the data', () => `{"parameters":${zeros(4_000_000)},"inputs":[]}`, 413],
    ['nothing but brackets', () => '['.repeat(9_000_000), 413],
    [
      'nothing but brackets in its data',
      () => pixelRequest([1, 1, 1, 3], '['.repeat(4_000_000) + ']'.repeat(4_000_000)),
      400,
    ],
    [
      'brackets where base64 belongs',
      () => pixelRequest([1], '['.repeat(4_000_000) + ']'.repeat(4_000_000), 'BYTES'),
      400,
    ],
    [
      'three million empty photos',
      () => pixelRequest([3_000_000], `[${new Array(3_000_000).fill('""').join()}]`, 'BYTES'),
      413,
    ],
    [
      'three million empty photos that claim to be one',
      () => pixelRequest([1], `[${new Array(3_000_000).fill('""').join()}]`, 'BYTES'),
      400,
    ],
    ['a number without end', () => pixelRequest([1, 1, 1, 3], `[${'1'.repeat(9_000_000)}]`), 400],
    ['a text without end', () => `{"inputs":[{"name":"${'a'.repeat(9_000_000)}`, 413],
    ['a shape that needs more numbers than came', () => pixelRequest([1, 4000, 4000, 3], '[0]'), 400],
  ])('of %s is refused', async (_what, body, status) => {
    expect((await send(body())).status).toBe(status);
  });

  it.each([
    ['[1,2', 400],
    ['[1,2,]', 400],
    ['[1,,3]', 400],
    ['[1 2 3]', 400],
    ['[[1,2],3]]', 400],
    ['[1,2,0x3]', 400],
    ['[1,2,"3"]', 400],
    ['[1,2,-1]', 400],
    ['[1,2,256]', 400],
    ['[1,2,1e3]', 400],
    ['[1,2,null]', 400],
    ['[1, 2 ,\n3]', 200],
    ['[[[[1,2.5,2.55e2]]]]', 200],
  ])('the data %s is answered %i', async (data, status) => {
    expect((await send(pixelRequest([1, 1, 1, 3], data, 'FP32'))).status).toBe(status);
  });
});

describe('a form', () => {
  const form = (photo: Buffer, fields = 0): Buffer =>
    Buffer.concat([
      ...Array.from({ length: fields }, (_, i) =>
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\nv\r\n`),
      ),
      Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="a;\\"b.jpg"\r\n\r\n'),
      photo,
      Buffer.from('\r\n--b--\r\n'),
    ]);

  it.each([
    'multipart/form-data; boundary=b',
    'MULTIPART/FORM-DATA; Boundary="b"',
    'Multipart/Form-Data;charset=utf-8;BOUNDARY=b',
  ])('of the type %s is read (MULTIPART/FORM-DATA)', async (type) => {
    const { status } = await send(form(await greyPhoto(200), 3), { to: '/classify', type });
    expect(status).toBe(200);
  });

  it('of 80,000 fields is refused (the event loop blocked)', async () => {
    const body = form(await greyPhoto(200), 80_000);
    const { status } = await send(body, { to: '/classify', type: 'multipart/form-data; boundary=b' });
    expect(status).toBe(413);
  });

  it('that is none, is cut or holds nothing is refused', async () => {
    const whole = form(await greyPhoto(200));
    const type = 'multipart/form-data; boundary=b';
    for (const [body, as] of [
      [whole, 'multipart/form-data'],
      [whole, 'multipart/form-data; boundary=c'],
      [whole.subarray(0, 60), type],
      [whole.subarray(0, -9), type],
      [Buffer.from('--b--\r\n'), type],
      [form(Buffer.alloc(0)), type],
      [Buffer.from('--b'), type],
    ] as const)
      expect((await send(body, { to: '/classify', type: as })).status).toBe(400);
  });
});
