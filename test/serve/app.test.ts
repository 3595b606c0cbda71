import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Classification, createApp } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

const app = createApp(fakeClassifier);
const post = (
  body: string | FormData | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> => Promise.resolve(app.request('/classify', { method: 'POST', body, headers }));
const code = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('POST /classify', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('takes %s', async (format) => {
    const response = await post(new Uint8Array(await greyPhoto(230, format)));
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Classification;
    expect(answer.label).toBe('bright');
    expect(answer.predictions.map(({ probability }) => probability).reduce((a, b) => a + b)).toBeCloseTo(
      1,
      5,
    );
    expect(answer.model.version).toBe(fakeClassifier.version);
  });

  it('takes the file of a form', async () => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(await greyPhoto(10))], { type: 'image/jpeg' }), 'night.jpg');
    const response = await post(form);
    expect(((await response.json()) as Classification).label).toBe('dark');
  });

  it('refuses other formats, whatever they call themselves', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>';
    for (const body of [new Uint8Array(await greyPhoto(9, 'tiff')), svg, 'hello']) {
      const response = await post(body, { 'content-type': 'image/jpeg' });
      expect(response.status).toBe(415);
      expect(await code(response)).toBe('unsupported_photo');
    }
  });

  it('refuses an empty body and a form without a file', async () => {
    expect((await post('')).status).toBe(400);
    const form = new FormData();
    form.set('name', 'no file');
    expect((await post(form)).status).toBe(400);
  });

  it('says that a truncated photo is damaged', async () => {
    const photo = new Uint8Array(await greyPhoto(200, 'png'));
    const response = await post(photo.slice(0, 60));
    expect(response.status).toBe(422);
    expect(await code(response)).toBe('unreadable_photo');
  });

  it('refuses a decompression bomb by its header', async () => {
    const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    const response = await post(new Uint8Array(bomb));
    expect(response.status).toBe(413);
    expect(await code(response)).toBe('too_large');
  });

  it('refuses too large a body, declared or streamed', async () => {
    const small = createApp(fakeClassifier, { maxBytes: 1000 });
    const declared = await small.request('/classify', { method: 'POST', body: new Uint8Array(2000) });
    expect(declared.status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(500));
      },
    });
    const streamed = await small.request('/classify', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  it('refuses requests that another website makes a browser send', async () => {
    const photo = new Uint8Array(await greyPhoto(200));
    const foreign = await post(photo, { origin: 'https://elsewhere.example' });
    expect(foreign.status).toBe(403);
    expect((await post(photo, { origin: 'null' })).status).toBe(403);
    expect((await post(photo, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post(photo, { origin: 'http://localhost', host: 'localhost' })).status).toBe(200);
  });

  it('shows no stack when the model itself fails', async () => {
    const broken = createApp({
      ...fakeClassifier,
      classifyPixels: () => Promise.reject(new Error('secret place')),
    });
    const data = [0, 0, 0];
    const response = await broken.request('/v2/models/brightness/infer', {
      method: 'POST',
      body: JSON.stringify({ inputs: [{ name: 'image', shape: [1, 1, 1, 3], datatype: 'FP32', data }] }),
    });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"error":"Something went wrong here.","code":"internal"}');
  });
});

describe('Open Inference Protocol', () => {
  const infer = (body: object, name = 'brightness'): Promise<Response> =>
    Promise.resolve(app.request(`/v2/models/${name}/infer`, { method: 'POST', body: JSON.stringify(body) }));

  it('is live, ready and describes the model', async () => {
    expect(await (await app.request('/v2/health/live')).json()).toEqual({ live: true });
    expect(await (await app.request('/v2/health/ready')).json()).toEqual({ live: true, ready: true });
    const metadata = (await (await app.request('/v2/models/brightness')).json()) as Record<string, unknown>;
    expect(Object.keys(metadata).sort()).toEqual(['inputs', 'name', 'outputs', 'platform', 'versions']);
    expect((await app.request('/v2/models/other')).status).toBe(404);
  });

  it('takes the version in the path, and knows the one that it has', async () => {
    const path = `/v2/models/brightness/versions/${fakeClassifier.version}`;
    expect((await app.request(`${path}/ready`)).status).toBe(200);
    expect((await app.request(path)).status).toBe(200);
    const other = await app.request('/v2/models/brightness/versions/other/ready');
    expect(other.status).toBe(404);
    expect(await other.json()).toEqual({ error: 'The model has no version "other".', code: 'not_found' });
    const data = [(await greyPhoto(255)).toString('base64')];
    const inputs = [{ name: 'image', shape: [1], datatype: 'BYTES', data }];
    const body = JSON.stringify({ inputs, outputs: [{ name: 'probabilities' }], parameters: {} });
    expect((await app.request(`${path}/infer`, { method: 'POST', body })).status).toBe(200);
    expect(await (await app.request('/v2/')).json()).toEqual({
      name: 'tsvision',
      version: '2',
      extensions: [],
    });
  });

  it('classifies encoded photos', async () => {
    const data = [(await greyPhoto(255)).toString('base64'), (await greyPhoto(0)).toString('base64')];
    const response = await infer({
      id: '7',
      inputs: [{ name: 'image', shape: [2], datatype: 'BYTES', data }],
    });
    const { id, outputs } = (await response.json()) as {
      id: string;
      outputs: { shape: number[]; data: number[] }[];
    };
    expect(id).toBe('7');
    expect(outputs[0]?.shape).toEqual([2, 2]);
    expect(outputs[0]?.data[0]).toBeCloseTo(1, 2);
    expect(outputs[0]?.data[3]).toBeCloseTo(1, 2);
  });

  it('classifies pixels, nested or flat', async () => {
    const flat = Array.from({ length: 12 }, () => 255);
    const nested = [
      [
        [
          [255, 255, 255],
          [255, 255, 255],
        ],
        [
          [255, 255, 255],
          [255, 255, 255],
        ],
      ],
    ];
    for (const data of [flat, nested]) {
      const response = await infer({
        inputs: [{ name: 'image', shape: [1, 2, 2, 3], datatype: 'FP32', data }],
      });
      const { outputs } = (await response.json()) as { outputs: { data: number[] }[] };
      expect(outputs[0]?.data).toEqual([1, 0]);
    }
  });

  it.each([
    ['no inputs', {}],
    ['a wrong count', { inputs: [{ name: 'image', shape: [1, 2, 2, 3], datatype: 'FP32', data: [1] }] }],
    ['a wrong type', { inputs: [{ name: 'image', shape: [1], datatype: 'INT64', data: [1] }] }],
    [
      'numbers out of range',
      { inputs: [{ name: 'image', shape: [1, 1, 1, 3], datatype: 'FP32', data: [1, 2, 300] }] },
    ],
  ])('refuses %s', async (_name, body) => {
    const response = await infer(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String), code: 'bad_request' });
  });
});

describe('the rest', () => {
  it('serves the page without a foreign address in it', async () => {
    const response = await app.request('/');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await response.text()).match(/https?:\/\/(?!…)/g) ?? []).toEqual([]);
  });

  it('counts requests for Prometheus', async () => {
    const own = createApp(fakeClassifier);
    await own.request('/healthz');
    const text = await (await own.request('/metrics')).text();
    expect(text).toContain('tsvision_requests_total{route="/healthz",status="200"} 1');
  });

  it('describes itself', async () => {
    const description = (await (await app.request('/openapi.json')).json()) as { paths: object };
    expect(Object.keys(description.paths)).toContain('/classify');
  });

  it('answers an unknown path in JSON', async () => {
    const response = await app.request('/admin');
    expect(response.status).toBe(404);
    expect(await code(response)).toBe('not_found');
  });
});
