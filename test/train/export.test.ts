import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import { engineReady, tf } from '../../src/engine/index.js';
import { inputName, outputName } from '../../src/serve/answers/schemas.js';
import { accuracy, createCnn, type Learner, loadLearner } from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { InferenceModel, models, openOnnxSession, PhotoPreprocessor } from '../../src/vision/index.js';
import { inProcess, isBuilt } from '../engine/withBackend.js';
import { photoBunch, photoFolder } from './fixtures/photoFolder.js';

let learn: Learner;
let paths: string[];
const largest = (a: readonly number[], b: readonly number[]): number => {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
};
/** By the engine itself: `predict` runs in ONNX Runtime where it can, and would be no second opinion. */
const byEngine = (xs: tf.Tensor4D): number[] =>
  tf.tidy(() => Array.from(learn.lossFunc.activation(hostOf(learn).infer(xs)).dataSync()));

async function ours(): Promise<number[]> {
  const xs = await learn.data.preprocessor.prepare(paths);
  const values = byEngine(xs);
  xs.dispose();
  return values;
}

beforeAll(async () => {
  await engineReady();
  const data = await photoBunch(await photoFolder(10));
  learn = await createCnn(data, models.tinyresnet, { pretrained: false, linFtrs: [16], metrics: [accuracy] });
  await learn.fitOneCycle(2, { maxLr: 1e-2, table: false });
  paths = [...data.trainDs.items, ...data.validDs.items].map(({ path }) => path);
});

it('predicts the same in ONNX Runtime from one call of export', async ({ skip }) => {
  const file = await learn.export({ format: 'onnx' });
  expect(basename(file)).toBe('export.onnx');
  const session = await openOnnxSession(readFileSync(file));
  skip(session === undefined, 'onnxruntime-node is not installed');
  const xs = await learn.data.preprocessor.prepare(paths);
  const { data } = await session!.run(xs.dataSync() as Float32Array, xs.shape);
  xs.dispose();
  await session!.release();
  await session!.release(); // A cell may run twice.
  expect(largest([...data], await ours())).toBeLessThan(1e-4);
});

it('takes pixels and gives probabilities by the names of the protocol', async ({ skip }) => {
  const file = await learn.export({ format: 'onnx', path: join(learn.path, 'pixels.onnx'), input: 'uint8' });
  const { InferenceSession, Tensor } = await import('onnxruntime-node').catch(() => ({}) as never);
  skip(InferenceSession === undefined, 'onnxruntime-node is not installed');
  const session = await InferenceSession.create(file);
  const repository = readFileSync(
    resolve(import.meta.dirname, '../../deploy/triton/bears/config.pbtxt'),
    'utf8',
  );
  // What Triton looks for, and what `tsvision serve` answers to.
  const names = [...repository.matchAll(/\[ \{ name: "(\w+)"/g)].map((match) => match[1]);
  expect(names).toEqual([inputName, outputName]);
  expect([...session.inputNames, ...session.outputNames]).toEqual(names);
  const { stats: _stats, ...plain } = learn.data.preprocessor.config;
  const unit = await new PhotoPreprocessor(plain).prepare(paths);
  const pixels = Uint8Array.from(unit.dataSync(), (value) => Math.round(value * 255));
  const { mean, std } = learn.data.preprocessor.config.stats!;
  const xs = tf.tidy(() => {
    const whole = tf.tensor4d(Float32Array.from(pixels), unit.shape);
    return tf.div(tf.sub(tf.div(whole, 255), [...mean]), [...std]) as tf.Tensor4D;
  });
  const wanted = byEngine(xs);
  const { probabilities } = await session.run({ image: new Tensor('uint8', pixels, unit.shape) });
  tf.dispose([unit, xs]);
  await session.release();
  expect(largest([...(probabilities!.data as Float32Array)], wanted)).toBeLessThan(1e-4);
});

it('predicts the same on WebAssembly', async ({ skip }) => {
  skip(!isBuilt, 'the package is not built (npm run build)');
  const file = await learn.export({ path: join(learn.path, 'wasm.safetensors') });
  const { result } = inProcess(
    `const { InferenceModel } = await import(${JSON.stringify(resolve(import.meta.dirname, '../../dist/vision/index.js'))});
     const model = await InferenceModel.load(${JSON.stringify(file)});
     const rows = await model.classify(${JSON.stringify(paths)});
     return { backend: engine.engineInfo().backend, rows: rows.flatMap((row) => [...row]) };`,
    { TSVISION_BACKEND: 'wasm' },
  );
  const answer = result as { backend: string; rows: number[] };
  expect(answer.backend).toBe('wasm');
  expect(largest(answer.rows, await ours())).toBeLessThan(1e-4);
});

it('writes a card of what is known for certain', async () => {
  const file = await learn.export({ path: join(learn.path, 'carded.safetensors') });
  const card = readFileSync(file.replace('.safetensors', '.model-card.md'), 'utf8');
  const { trainDs, validDs } = learn.data;
  const [validLoss] = learn.recorder.history.epochs.slice(-1).map((epoch) => epoch.validLoss as number);
  for (const fact of [
    '“cold”, “warm”',
    `| all | ${trainDs.length} | ${validDs.length} |`,
    `| loss | ${validLoss?.toFixed(4)} |`,
    '32 × 32 pixels',
    createHash('sha256').update(readFileSync(file)).digest('hex'),
    process.version,
  ])
    expect(card).toContain(fact);
  expect(card).not.toContain(learn.path);
});

it('refuses a format that it does not know', async () => {
  await expect(learn.export({ format: 'pickle' as never })).rejects.toThrow("'tsvision', 'onnx' or 'web'");
});

it('says whose pretrained weights the body began with, also after loading', async () => {
  const path = mkdtempSync(join(tmpdir(), 'tsvision-origin-'));
  const cardBeside = (file: string): string =>
    readFileSync(file.replace(/\.safetensors$/, '.model-card.md'), 'utf8');
  const own = await createCnn(learn.data, models.tinyresnet, { linFtrs: [4], path });
  const file = await own.export('own.safetensors');
  expect(cardBeside(file)).toMatch(
    /## Whose work it builds on\n\nPretrained body: tsvision’s own, .*Apache License 2\.0\./,
  );
  const again = await (await loadLearner(file)).export(join(path, 'again.safetensors'));
  expect(cardBeside(again)).toContain('Pretrained body: tsvision’s own');
  expect(cardBeside(await learn.export(join(path, 'random.safetensors')))).not.toContain('Whose work');
});

describe('the name of an export', () => {
  const here = process.cwd();
  let empty = '';
  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), 'tsvision-names-'));
    process.chdir(empty);
  });
  afterEach(() => process.chdir(here));

  it('is the same for export, loadLearner and serve (fastai#2163)', async () => {
    const file = await learn.export('bears.safetensors');
    expect(file).toBe(join(process.cwd(), 'bears.safetensors'));
    expect((await loadLearner('bears.safetensors')).data.classes).toEqual(learn.data.classes);
    // What `tsvision serve bears.safetensors` and `tsvision predict` open.
    expect((await InferenceModel.load('bears.safetensors')).classes).toEqual(learn.data.classes);
    await expect(loadLearner('beers.safetensors')).rejects.toThrow('what learn.export(…) returned');
  });

  it('is below the folder that the learner was given', async () => {
    const path = join(empty, 'mine');
    const own = await createCnn(learn.data, models.tinyresnet, { pretrained: false, linFtrs: [4], path });
    expect(await own.export('a.safetensors')).toBe(join(path, 'a.safetensors'));
  });

  it.each(['export.pkl', 'stage.pth', 'deep/model.h5'])('cannot be %s (fastai#2163)', async (name) => {
    const error = await learn.export(name).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect((error as Error).message).toContain(name.replace(/\.\w+$/, '.safetensors'));
    expect(readdirSync(empty)).toEqual([]);
  });

  it('says the format, and may be a folder with a dot', async () => {
    expect(await learn.export('graph.onnx')).toBe(join(process.cwd(), 'graph.onnx'));
    mkdirSync('v1.two');
    for (const folder of ['v1.2', 'v1.two', 'plain'])
      expect(await learn.export(folder)).toBe(join(process.cwd(), folder, 'export.safetensors'));
    const confused = learn.export('a.safetensors', { format: 'onnx' });
    await expect(confused).rejects.toThrow('a file ….onnx');
    expect(existsSync('a.safetensors')).toBe(false);
  });
});
