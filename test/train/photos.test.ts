import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PathNotFoundError } from '../../src/core/index.js';
import { engineReady, tf } from '../../src/engine/index.js';
import { ClassificationInterpretation, gradCam, overlayHeat, submission } from '../../src/interpret/index.js';
import {
  accuracy,
  ConvLearner,
  createCnn,
  type Learner,
  loadLearner,
  sgd,
  withFrozenBody,
} from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import {
  ExportError,
  encodeSafetensors,
  exportFile,
  InferenceModel,
  models,
  openImage,
  readSafetensors,
  SafetensorsError,
} from '../../src/vision/index.js';
import { photoBunch, photoFolder } from './fixtures/photoFolder.js';
import { tinyBody } from './fixtures/tinyModel.js';

let folder: string;
let learn: Learner;

beforeAll(async () => {
  vi.stubEnv('TSVISION_CACHE', mkdtempSync(join(tmpdir(), 'tsvision-cache-')));
  await engineReady();
  folder = await photoFolder();
  learn = await small();
  await learn.fitOneCycle(3, { maxLr: 1e-2, table: false });
});

async function small(options = {}): Promise<Learner> {
  const data = await photoBunch(folder);
  return createCnn(data, models.tinyresnet, {
    pretrained: false,
    linFtrs: [16],
    metrics: [accuracy],
    ...options,
  });
}

const firstPhoto = (): string => (learn.data.validDs.items[0] as { path: string }).path;

describe('a photo that cannot be read (keras#8686)', () => {
  it('has a row of NaN, and every other row is its own photo’s', async () => {
    const healthy = await small();
    const [plain, views] = [await healthy.getPreds(), await healthy.tta()];
    const path = (healthy.data.validDs.items[1] as { path: string }).path;
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    try {
      const damaged = await small();
      for (const [found, expected] of [
        [await damaged.getPreds(), plain],
        [await damaged.tta(), views],
      ] as const) {
        expect(found.unreadable).toEqual([1]);
        expect([...found.indices]).toEqual([...expected.indices]);
        expect([...found.targets]).toEqual([...expected.targets]);
        found.probabilities.forEach((p, at) => {
          if (Math.floor(at / found.width) === 1) expect(p).toBeNaN();
          else expect(p).toBeCloseTo(expected.probabilities[at] as number, 5);
        });
      }
      const interp = await ClassificationInterpretation.fromLearner(damaged);
      expect(interp.rows.map(({ index }) => index)).toEqual([...plain.indices].filter((i) => i !== 1));
      expect(interp.topLosses().indices).not.toContain(1);
      expect(interp.confusionMatrix().flat()).not.toContain(Number.NaN);
      const csv = join(mkdtempSync(join(tmpdir(), 'tsvision-submission-')), 'submission.csv');
      await submission(damaged, csv, { split: 'valid' });
      const lines = readFileSync(csv, 'utf8').trim().split('\n').slice(1);
      expect(lines).toHaveLength(plain.count);
      expect(lines.filter((line) => line.endsWith(',NaN'))).toEqual([lines[1]]);
    } finally {
      writeFileSync(path, bytes);
    }
  });
});

describe('predict', () => {
  it('follows every step of an optimizer that changes weights in place', async () => {
    const other = await small({ optFunc: sgd({ momentum: 0 }), trainBn: false });
    other.freeze();
    for (let run = 0; run < 3; run++) {
      const before = await other.predict(firstPhoto());
      await other.fit(1, 0.1, { table: false });
      const { probabilities, indices, width } = await other.getPreds();
      const after = await other.predict(firstPhoto());
      expect(after.probabilities).not.toEqual(before.probabilities);
      const row = indices.indexOf(0);
      after.probabilities.forEach((p, i) => {
        expect(p).toBeCloseTo(probabilities[row * width + i] as number, 5);
      });
    }
  });

  it('gives exactly what validation gave', async () => {
    const { probabilities, width, indices } = await learn.getPreds();
    for (const row of [0, 3]) {
      const item = learn.data.validDs.items[indices[row] as number];
      const one = await learn.predict((item as { path: string }).path);
      // Batches of other sizes may round differently in the last bits.
      one.probabilities.forEach((p, i) => {
        expect(p).toBeCloseTo(probabilities[row * width + i] as number, 6);
      });
      expect(one.category).toBe(learn.data.classes[one.index]);
    }
  });

  it('takes paths, bytes and opened photos alike', async () => {
    const path = firstPhoto();
    const wanted = await learn.predict(path);
    expect(await learn.predict(readFileSync(path))).toEqual(wanted);
    expect(await learn.predict(await openImage(path))).toEqual(wanted);
    await expect(learn.predict(join(folder, 'missing.png'))).rejects.toThrow('missing.png');
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await learn.predict(firstPhoto());
    await learn.getPreds('train');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('export and loadLearner', () => {
  it('bring back a learner that predicts bit for bit the same', async () => {
    const file = await learn.export();
    expect(file).toBe(join(folder, 'export.safetensors'));
    const loaded = await loadLearner(folder);
    expect(await loaded.predict(firstPhoto())).toEqual(await learn.predict(firstPhoto()));
    expect(loaded.data.classes).toEqual(['cold', 'warm']);
    expect(loaded.cnn?.architecture).toBe('tinyresnet');
    const model = await InferenceModel.load(file);
    const [probabilities] = await model.classify([firstPhoto()]);
    expect(Array.from(probabilities ?? [])).toEqual((await learn.predict(firstPhoto())).probabilities);
    expect(model.version).toMatch(/^[0-9a-f]{64}$/);
  });

  it('can go on learning with data', async () => {
    const loaded = await loadLearner(await learn.export(join(folder, 'again.safetensors')), {
      metrics: [accuracy],
    });
    loaded.data = learn.data;
    const { loss } = await learn.validate();
    expect((await loaded.validate()).loss).toBeCloseTo(loss, 6);
    await loaded.fit(1, 1e-4, { table: false });
  });

  it('describe a model of the user layer by layer', async () => {
    const own = await createCnn(await photoBunch(folder), ownBody(), { pretrained: false, linFtrs: [8] });
    const loaded = await loadLearner(await own.export(join(folder, 'own.safetensors')));
    expect((await loaded.predict(firstPhoto())).probabilities).toEqual(
      (await own.predict(firstPhoto())).probabilities,
    );
  });

  it('refuse what is not an export, is damaged, or names other files', async () => {
    const file = await learn.export();
    await expect(loadLearner(join(folder, 'nowhere'))).rejects.toThrow(PathNotFoundError);
    const saved = await learn.save('state');
    await expect(loadLearner(saved)).rejects.toThrow('it is a saved state, not an export');
    const { tensors, metadata } = await readSafetensors(file);
    const info = JSON.parse(metadata.tsvision as string) as Record<string, unknown>;
    const bad = join(folder, 'bad.safetensors');
    const write = (changed: unknown): void =>
      writeFileSync(bad, encodeSafetensors(tensors as never, { tsvision: JSON.stringify(changed) }));
    for (const changed of [
      { ...info, weightsFile: '../../etc/passwd' },
      { ...info, classes: [] },
      { ...info, network: { kind: 'cnn', architecture: '../resnet34' } },
      { ...info, network: { kind: 'cnn', architecture: 'constructor' } },
      { ...info, network: { kind: 'keras', topology: { class_name: 'Function', config: {} } } },
      { ...info, weightsSha256: '0'.repeat(64) },
      { ...info, preprocessor: { target: { height: 1e9 } } },
      null,
      [],
    ]) {
      write(changed);
      await expect(loadLearner(bad), JSON.stringify(changed)?.slice(0, 200)).rejects.toThrow(ExportError);
    }
    const bytes = readFileSync(file);
    bytes.fill(0xff, bytes.length - 64);
    writeFileSync(bad, bytes);
    await expect(loadLearner(bad)).rejects.toThrow('its weights are damaged');
    writeFileSync(bad, bytes.subarray(0, 100));
    await expect(loadLearner(bad)).rejects.toThrow(SafetensorsError);
    expect(exportFile('/a/b')).toBe('/a/b/export.safetensors');
  });
});

/** A Keras body of the user's own for photos of 32 pixels. */
function ownBody(): tf.LayersModel {
  const conv = tinyBody('unused').getLayer('unused_conv1').getConfig();
  const input = tf.input({ shape: [32, 32, 3] });
  const layer = tf.layers.conv2d({
    ...(conv as { filters: number }),
    name: 'own_conv',
    kernelSize: 3,
    filters: 4,
  });
  return tf.model({ name: 'own', inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
}

describe('precompute', () => {
  it('trains the head on features that equal those of the body, and keeps them by content', async () => {
    const quick = await small({ precompute: true, trainBn: false });
    quick.freeze();
    const before = await quick.validate();
    await quick.fit(3, 1e-2, { table: false });
    const { valLosses } = quick.recorder;
    const after = await quick.validate();
    expect(after.loss).toBeLessThan(before.loss);
    // The same photos through the whole network give what the features gave.
    expect(valLosses.at(-1)).toBeCloseTo(after.loss, 4);
    const cache = join(process.env.TSVISION_CACHE as string, 'features');
    expect(readdirSync(cache)).toHaveLength(2);
    const again = await small({ precompute: true, trainBn: false });
    again.freeze();
    await again.fit(1, 1e-2, { table: false });
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it('compiles the body once however often it is asked for, and frees it in the end', async () => {
    const { cnn } = learn;
    if (!cnn) throw new Error('a learner of photos has a body');
    const photos = tf.zeros<tf.Rank.R4>([1, 32, 32, 3]);
    const [first, second] = await withFrozenBody(cnn, 'float32', async (body) => {
      const both = [await body(), await body()] as const;
      (await both[0].features(photos)).dispose();
      return both;
    });
    expect(second).toBe(first);
    await expect(first.features(photos)).rejects.toThrow();
    photos.dispose();
    await expect(
      withFrozenBody(cnn, 'float32', async () => {
        throw new Error('of the work itself');
      }),
    ).rejects.toThrow('of the work itself');
  });

  it('computes again when the weights of the body change, and ends when it is unfrozen', async () => {
    const cache = join(process.env.TSVISION_CACHE as string, 'features');
    const before = readdirSync(cache).length;
    const other = await small({ precompute: true, seed: 7 });
    other.freeze();
    await other.fit(1, 1e-2, { table: false });
    expect(readdirSync(cache)).toHaveLength(before + 2);
    expect(other.precompute).toBe(true);
    other.unfreeze();
    expect(other.precompute).toBe(false);
  });
});

describe('ConvLearner', () => {
  it("has fastai v0.7's settings", async () => {
    const old = await ConvLearner.pretrained(models.tinyresnet, await photoBunch(folder), {
      pretrained: false,
    });
    old.freeze();
    expect(old.wd).toBe(0);
    expect(hostOf(old).trained.bodyIsFixed).toBe(true);
    expect(hostOf(old).requireOptimizer().defaultMomentum).toBe(0.9);
    expect(String(old)).toMatch(/^Learner: tinyresnet, 2 classes\n.* of them learn\n.*frozen/);
    old.sched.plotLr();
  });
});

describe('tta', () => {
  it('averages views of each photo into probabilities', async () => {
    const plain = await learn.getPreds();
    for (const options of [{}, { nAug: 2 }, { beta: 0.25 }]) {
      const { probabilities, width, losses } = await learn.tta(options);
      for (let i = 0; i < probabilities.length; i += width) {
        const sum = Array.from(probabilities.subarray(i, i + width)).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
      expect(probabilities).not.toEqual(plain.probabilities);
      const first = probabilities[plain.targets[0] as number] as number;
      expect(losses[0]).toBeCloseTo(-Math.log(first), 5);
    }
    const same = await learn.tta({ beta: 1 });
    expect(same.probabilities).toEqual(plain.probabilities);
    expect((await learn.tta()).probabilities).toEqual((await learn.tta()).probabilities);
  });
});

describe('interpretation of photos', () => {
  it('shows top losses of any split, with or without heat maps', async () => {
    const interp = await ClassificationInterpretation.fromLearner(learn, { split: 'train' });
    expect(interp.rows).toHaveLength(14);
    for (const heatmap of [false, true]) {
      const grid = await interp.plotTopLosses(4, { heatmap });
      expect(grid.cells).toHaveLength(4);
      for (const { thumbnail } of grid.cells) expect(thumbnail).toBeDefined();
    }
  });

  it('Grad-CAM gives a map from 0 to 1 for the class that was predicted', async () => {
    const before = tf.memory().numTensors;
    const map = await gradCam(learn, firstPhoto());
    expect(map.classIndex).toBe((await learn.predict(firstPhoto())).index);
    for (const value of map.heat.flat()) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    const { data, width, height } = overlayHeat(map);
    expect([width, height, data.length]).toEqual([32, 32, 32 * 32 * 3]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
