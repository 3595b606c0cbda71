import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

// What version 2 of the Open Inference Protocol asks of answers, from its text; extra fields are its extensions.
const tensorType = z.enum(
  'BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 FP32 FP64 BYTES'.split(' '),
);
const wholeNumbers = z.array(z.number().int());
const tensorDescription = z.object({ name: z.string(), datatype: tensorType, shape: wholeNumbers });
type TensorData = (TensorData | number | string | boolean)[];
const tensorData: z.ZodType<TensorData> = z.lazy(() =>
  z.array(z.union([tensorData, z.number(), z.string(), z.boolean()])),
);
const answers = {
  server: z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
  live: z.object({ live: z.boolean() }),
  modelReady: z.object({ name: z.string(), ready: z.boolean() }),
  model: z.object({
    name: z.string(),
    versions: z.array(z.string()).optional(),
    platform: z.string(),
    inputs: z.array(tensorDescription),
    outputs: z.array(tensorDescription),
  }),
  inference: z.object({
    model_name: z.string(),
    model_version: z.string().optional(),
    id: z.string().optional(),
    parameters: z.object({}).optional(),
    outputs: z.array(tensorDescription.extend({ data: tensorData })),
  }),
  error: z.object({ error: z.string() }),
};

const app = createApp(fakeClassifier);
const { name, version } = fakeClassifier;
const ask = async (path: string, body?: unknown): Promise<{ status: number; answer: unknown }> => {
  const response = await app.request(
    path,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return { status: response.status, answer: await response.json() };
};

it.each([
  ['/v2', answers.server],
  ['/v2/', answers.server],
  ['/v2/health/live', answers.live],
  ['/v2/health/ready', answers.live],
  [`/v2/models/${name}`, answers.model],
  [`/v2/models/${name}/ready`, answers.modelReady],
  [`/v2/models/${name}/versions/${version}`, answers.model],
  [`/v2/models/${name}/versions/${version}/ready`, answers.modelReady],
])('GET %s answers as the protocol says', async (path, schema) => {
  const { status, answer } = await ask(path);
  expect(status).toBe(200);
  schema.parse(answer);
});

it.each(['/v2/models/other', '/v2/models/other/ready', `/v2/models/${name}/versions/0`, '/v2/nowhere'])(
  'GET %s is refused as the protocol says',
  async (path) => {
    const { status, answer } = await ask(path);
    expect(status).toBe(404);
    answers.error.parse(answer);
  },
);

describe('infer', () => {
  const paths = [`/v2/models/${name}/infer`, `/v2/models/${name}/versions/${version}/infer`];
  const pixels = fc
    .record({
      n: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 1, max: 4 }),
      width: fc.integer({ min: 1, max: 4 }),
      datatype: fc.constantFrom('UINT8', 'FP32'),
    })
    .chain(({ n, height, width, datatype }) =>
      fc.record({
        name: fc.constant('image'),
        shape: fc.constant([n, height, width, 3]),
        datatype: fc.constant(datatype),
        data: fc.array(fc.nat(255), { minLength: n * height * width * 3, maxLength: n * height * width * 3 }),
        parameters: fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined }),
      }),
    );
  const request = fc.record(
    {
      id: fc.string({ maxLength: 40 }),
      parameters: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
      inputs: fc.tuple(pixels),
      outputs: fc.constantFrom(
        [],
        [{ name: 'probabilities' }],
        [{ name: 'probabilities', parameters: { a: 1 } }],
      ),
    },
    { requiredKeys: ['inputs'] },
  );

  it('answers every right request with a tensor of the promised kind, and gives its id back', async () => {
    const promised = answers.model.parse((await ask(`/v2/models/${name}`)).answer).outputs[0];
    await fc.assert(
      fc.asyncProperty(request, fc.constantFrom(...paths), async (body, path) => {
        const { status, answer } = await ask(path, body);
        expect(status, JSON.stringify(answer)).toBe(200);
        const { id, model_name, model_version, outputs } = answers.inference.parse(answer);
        expect([id, model_name, model_version]).toEqual([body.id, name, version]);
        const [output] = outputs;
        expect(outputs).toHaveLength(1);
        expect([output?.name, output?.datatype]).toEqual([promised?.name, promised?.datatype]);
        expect(output?.shape).toEqual([body.inputs[0].shape[0], promised?.shape[1]]);
        expect(output?.data).toHaveLength(
          (body.inputs[0].shape[0] as number) * fakeClassifier.classes.length,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('answers every wrong request with an error of the protocol, and fails at none', async () => {
    const wrong = fc.oneof(
      fc.anything({ maxDepth: 3 }),
      fc
        .tuple(request, fc.constantFrom('id', 'inputs', 'outputs'), fc.anything())
        .map(([body, key, value]) => ({ ...body, [key]: value })),
      fc
        .tuple(request, fc.constantFrom('name', 'shape', 'datatype', 'data'), fc.anything({ maxDepth: 2 }))
        .map(([body, key, value]) => ({ ...body, inputs: [{ ...body.inputs[0], [key]: value }] })),
    );
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(wrong, async (body) => {
        const text = JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
        const response = await app.request(paths[0] as string, { method: 'POST', body: text ?? '' });
        if (response.status === 200) return void answers.inference.parse(await response.json());
        refused++;
        expect([400, 413, 415, 422], text).toContain(response.status);
        expect(answers.error.parse(await response.json()).error).not.toMatch(/\n| {4}at |node_modules/);
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  const photo = async (): Promise<string> => (await greyPhoto(200)).toString('base64');
  it.each([
    ['another input', { name: 'picture' }, {}, 400, 'inputs.0.name'],
    ['another output', {}, { outputs: [{ name: 'logits' }] }, 400, 'outputs.0.name'],
    ['two inputs', {}, { inputs: [{}, {}] }, 400, 'inputs'],
    ['a shape of another length', { shape: [2] }, {}, 400, 'shape [n]'],
    ['no photo at all', { data: ['aGVsbG8='] }, {}, 415, 'JPEG, PNG, WebP or GIF'],
  ])('says what is wrong with %s', async (_what, input, changes, status, sentence) => {
    const inputs = [{ name: 'image', shape: [1], datatype: 'BYTES', data: [await photo()], ...input }];
    const refused = await ask(paths[0] as string, { inputs, ...changes });
    expect(refused.status).toBe(status);
    expect(answers.error.parse(refused.answer).error).toContain(sentence);
  });

  it('says how many photos one request may hold', async () => {
    const small = createApp(fakeClassifier, { maxQueue: 4 });
    const data = Array.from({ length: 5 }, () => 'aGVsbG8=');
    const inputs = [{ name: 'image', shape: [5], datatype: 'BYTES', data }];
    const response = await small.request(paths[0] as string, {
      method: 'POST',
      body: JSON.stringify({ inputs }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: 'A request may hold 4 photos at most.' });
  });
});
