import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

const app = createApp(fakeClassifier);
const infer = '/v2/models/brightness/infer';
interface Description {
  readonly paths: Record<string, Record<string, { parameters?: { name: string; required: boolean }[] }>>;
  readonly components: { readonly schemas: Record<string, object> };
}

async function describedApp(): Promise<Description> {
  return (await app.request('/openapi.json')).json() as Promise<Description>;
}

/** A schema of the document, read back from its JSON. */
async function described(name: string): Promise<z.ZodType> {
  const { schemas } = (await describedApp()).components;
  const text = JSON.stringify({ $ref: `#/$defs/${name}`, $defs: schemas });
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}

const post = (path: string, body: BodyInit): Promise<Response> =>
  Promise.resolve(app.request(path, { method: 'POST', body }));
const request = (changes: object): object => ({
  inputs: [{ name: 'image', shape: [1, 1, 1, 3], datatype: 'UINT8', data: [1, 2, 3], ...changes }],
});

describe('openapi.json', () => {
  it('refers only to what is in it', async () => {
    const description = await describedApp();
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to);
    const known = Object.keys(description.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((to) => !known.includes(to as string))).toEqual([]);
  });

  it('describes the answers that are given', async () => {
    const answer = await post('/classify', new Uint8Array(await greyPhoto(230)));
    const refused = await post('/classify', 'no photo');
    const tensor = await post(infer, JSON.stringify(request({})));
    const refusedTensor = await post(infer, '{}');
    (await described('Classification')).parse(await answer.json());
    (await described('Error')).parse(await refused.json());
    (await described('InferenceAnswer')).parse(await tensor.json());
    (await described('ProtocolError')).parse(await refusedTensor.json());
    expect((await described('Classification')).safeParse({ label: 'neither' }).success).toBe(false);
  });

  it.each([
    ['pixels', {}, true],
    ['nested pixels', { data: [[[[1, 2, 3]]]] }, true],
    ['another name', { name: 'picture' }, false],
    ['another type', { datatype: 'INT64' }, false],
    ['a side of 0', { shape: [1, 0, 1, 3] }, false],
    ['a number out of range', { data: [1, 2, 256] }, false],
    ['no data', { data: undefined }, false],
  ])('tells requests that are taken from those that are not: %s', async (_what, changes, right) => {
    const body = JSON.stringify(request(changes));
    const schema = await described('InferenceRequest');
    expect(schema.safeParse(JSON.parse(body)).success).toBe(right);
    expect((await post(infer, body)).status).toBe(right ? 200 : 400);
  });

  it('names the parameter that an address needs', async () => {
    const { parameters } = (await describedApp()).paths['/classify-url']?.get ?? {};
    expect(parameters).toMatchObject([{ name: 'url', required: true, schema: { maxLength: 8192 } }]);
    expect((await app.request('/classify-url')).status).toBe(400);
    expect((await app.request(`/classify-url?url=${'a'.repeat(8193)}`)).status).toBe(400);
  });
});
