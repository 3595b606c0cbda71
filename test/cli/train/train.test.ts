import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { JobSubmissionError, TrainConfigError } from '../../../src/cli/errors.js';
import { readTrainConfig, submitJob } from '../../../src/cli/train/index.js';
import { InferenceModel } from '../../../src/vision/index.js';
import { photoFolder } from '../../train/fixtures/photoFolder.js';

const main = resolve(import.meta.dirname, '../../../dist/cli/main.js');
const unbuilt = 'the command is not built (npm run build)';
let photos: string;
beforeAll(async () => {
  photos = await photoFolder(12);
});

function configFile(changes: object = {}, data: object = {}): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tsvision-config-')), 'train.json');
  const config = {
    data: { path: photos, validPct: 0.25, size: 32, batchSize: 4, workers: 0, ...data },
    arch: 'tinyresnet',
    pretrained: false,
    epochs: 4,
    ...changes,
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [main, 'train', ...args], { env: { ...process.env, ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<{ code: number | null; text: string }>((done) => {
    child.on('close', (code) => done({ code, text }));
  });
  return { child, ended };
}

/** Trains until an epoch of the second part is kept, then kills it; one that was quicker than this process is run anew. */
async function killedOnTheWay(newConfig: () => string): Promise<string> {
  for (;;) {
    const config = newConfig();
    const checkpoints = resolve(config, '../run/checkpoints');
    const standing = (): string[] => (existsSync(checkpoints) ? readdirSync(checkpoints) : []);
    const victim = start([config]);
    const isOnTheWay = (): boolean => standing().some((name) => name.endsWith('-all.checkpoint.safetensors'));
    while (victim.child.exitCode === null && !isOnTheWay()) await delay(5);
    victim.child.kill('SIGKILL');
    if ((await victim.ended).code === null) return config;
  }
}

it('trains as the file says, and ends with the same weights when it was killed on the way', async ({
  skip,
}) => {
  skip(!existsSync(main), unbuilt);
  const changes = { freezeEpochs: 1, onnx: 'model.onnx' };
  const whole = configFile(changes);
  const { code, text } = await start([whole]).ended;
  expect([code, text]).toEqual([0, expect.stringContaining('export.safetensors')]);
  expect(readdirSync(resolve(whole, '..')).sort()).toEqual([
    'export.model-card.md',
    'export.safetensors',
    'model.model-card.md',
    'model.onnx',
    'run',
    'train.json',
  ]);

  const broken = await killedOnTheWay(() => configFile(changes));
  expect(existsSync(resolve(broken, '../export.safetensors'))).toBe(false);
  expect((await start([broken]).ended).code).toBe(0);
  const version = async (config: string): Promise<string> =>
    (await InferenceModel.load(resolve(config, '../export.safetensors'))).version;
  expect(await version(broken)).toBe(await version(whole));
});

describe('a wrong configuration', () => {
  it.each([
    [{ epochs: 'many' }, {}, 'epochs: '],
    [{ epochs: 0 }, {}, 'epochs: at least one epoch'],
    [{ arch: 'resnet1000' }, {}, 'arch: "resnet1000" is none of resnet18'],
    [{ lr: -1 }, {}, 'lr: '],
    [{ lrr: 1 }, {}, '(all): Unrecognized key: "lrr"'],
    [{ schedule: 'sometimes' }, {}, 'schedule: '],
    [{ metrics: ['luck'] }, {}, 'metrics.0: '],
    [{}, { size: 0 }, 'data.size: '],
    [{}, { validPct: 1 }, 'data.validPct: '],
    [{}, { path: '' }, 'data.path: '],
    [{}, { pth: 'x' }, 'data: Unrecognized key: "pth"'],
  ])('%j %j is refused by its field', async (changes, data, message) => {
    const error = await readTrainConfig(configFile(changes, data)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainConfigError);
    expect((error as TrainConfigError).problems).toEqual([expect.stringContaining(message)]);
  });

  it('names all wrong fields at once, and what is no JSON', async () => {
    const error = await readTrainConfig(configFile({ epochs: -1, seed: 'x' }, { size: 1 })).catch((e) => e);
    expect((error as TrainConfigError).problems).toHaveLength(3);
    const path = configFile();
    writeFileSync(path, '{"data":');
    await expect(readTrainConfig(path)).rejects.toThrow('not JSON');
    await expect(readTrainConfig(`${path}x`)).rejects.toThrow('train.jsonx');
  });
});

it('submits a job with the configuration, the image and the volumes', async ({ skip }) => {
  skip(!existsSync(main), unbuilt);
  const seen: { url?: string; authorization?: string; body?: Record<string, unknown> } = {};
  const hub = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    Object.assign(seen, {
      url: request.url,
      authorization: request.headers.authorization,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'job-7', status: { stage: 'RUNNING' } }));
  });
  await new Promise<void>((done) => hub.listen(0, '127.0.0.1', done));
  const env = { HF_TOKEN: 'hf_test', HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
  const args = ['--submit', 'hf-jobs', '--namespace', 'me', '--image', 'me/tsvision'];
  const { code, text } = await start(
    [configFile(), ...args, '--volume', 'datasets/me/bears:/data', '--volume', 'buckets/me/out:/out'],
    env,
  ).ended;
  const refused = await start([configFile(), ...args.slice(0, 4)], env).ended;
  hub.close();
  expect([code, text]).toEqual([0, expect.stringContaining('job me/job-7')]);
  expect(seen.url).toBe('/api/jobs/me');
  expect(seen.authorization).toBe('Bearer hf_test');
  const { environment, ...body } = seen.body as { environment: Record<string, string> };
  expect(body).toMatchObject({
    dockerImage: 'me/tsvision',
    flavor: 'cpu-upgrade',
    volumes: [
      { type: 'dataset', source: 'me/bears', mountPath: '/data' },
      { type: 'bucket', source: 'me/out', mountPath: '/out' },
    ],
  });
  expect(JSON.parse(environment.TSVISION_TRAIN_CONFIG as string)).toMatchObject({
    arch: 'tinyresnet',
    epochs: 4,
  });
  expect(refused).toEqual({ code: 1, text: expect.stringContaining('--image') });
});

it.each([
  [401, 'HF_TOKEN is right'],
  [402, 'billing'],
  [403, 'may start jobs'],
  [404, '--namespace is spelled right'],
  [500, 'Nothing was started'],
  [undefined, 'reaches that address'],
])('says what to do when the engine answers %s', async (status, remedy) => {
  const hub = createServer((_request, response) => {
    response.writeHead(status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'no' }));
  });
  await new Promise<void>((done) => hub.listen(0, '127.0.0.1', done));
  const hubUrl = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  if (status === undefined) await new Promise((done) => hub.close(done));
  const config = await readTrainConfig(configFile());
  const error = await submitJob(config, {
    namespace: 'me',
    image: 'me/tsvision',
    accessToken: 'hf_test',
    hubUrl,
  }).catch((thrown: unknown) => thrown);
  hub.close();
  expect(error).toBeInstanceOf(JobSubmissionError);
  expect(error).toMatchObject({ status, engine: hubUrl, message: expect.stringContaining(remedy) });
});

it('takes the best network that is here where the file names none, and says which', async ({ skip }) => {
  skip(!existsSync(main), unbuilt);
  const path = configFile({ arch: undefined, epochs: 1 });
  const nothing = mkdtempSync(join(tmpdir(), 'tsvision-no-weights-'));
  const env = { TSVISION_CACHE: nothing, HF_HOME: nothing, TSVISION_WEIGHTS: '', TSVISION_DATA: '' };
  const { code, text } = await start([path], env).ended;
  expect([code, text]).toEqual([0, expect.stringMatching(/names no network: tinyresnet is the best/)]);
  const { info } = await InferenceModel.load(resolve(path, '../export.safetensors'));
  expect(info.network).toMatchObject({ architecture: 'tinyresnet' });
});

it('reads a configuration with a byte-order mark (reports: byte-order mark)', async () => {
  const path = configFile();
  writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`);
  expect((await readTrainConfig(path)).arch).toBe('tinyresnet');
});
