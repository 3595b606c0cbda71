import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { PathNotFoundError, Random } from '../../src/core/index.js';
import { engineReady } from '../../src/engine/index.js';
import {
  accuracy,
  csvLog,
  earlyStopping,
  Learner,
  type LearnerOptions,
  mixup,
  saveBest,
} from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { captureState } from '../../src/train/saving/learnerState.js';
import {
  readSafetensors,
  SafetensorsError,
  WeightsMismatchError,
  type WritableTensor,
  writeSafetensors,
} from '../../src/vision/index.js';
import { buildChild } from '../clean/support/childProgram.js';
import { scaled } from '../scaled.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());

const quiet = { table: false } as const;

async function learner(options: LearnerOptions = {}, classes = 3): Promise<Learner> {
  return new Learner(memoryBunch({ classes }), await tinyCnn(classes), { metrics: [accuracy], ...options });
}

async function snapshot(learn: Learner): Promise<unknown> {
  const { tensors, meta } = await captureState(hostOf(learn));
  return { meta, tensors: [...tensors].map(([name, { data }]) => [name, Array.from(data as Float32Array)]) };
}

describe('save and load', () => {
  it('bring back weights, statistics, optimizer and counters bit for bit', async () => {
    const learn = await learner();
    await learn.fit(2, 1e-2, quiet);
    const path = await learn.save('stage-1');
    expect(path).toBe(join(learn.path, 'models', 'stage-1.safetensors'));
    const saved = await snapshot(learn);
    const [after] = [(await learn.getPreds()).probabilities];
    await learn.fit(1, 1e-2, quiet);
    expect(await snapshot(learn)).not.toEqual(saved);
    await learn.load('stage-1');
    expect(await snapshot(learn)).toEqual(saved);
    const other = await learner({ path: learn.path });
    await other.load('stage-1');
    expect((await other.getPreds()).probabilities).toEqual(after);
    await learn.fit(1, 1e-2, quiet);
    await other.fit(1, 1e-2, quiet);
    expect(other.recorder.losses).toEqual(learn.recorder.losses);
  });

  it('read states of before the spelling optimizer', async () => {
    const learn = await learner();
    await learn.fit(1, 1e-2, quiet);
    const path = await learn.save('new');
    const { tensors, metadata } = await readSafetensors(path);
    const renamed = [...tensors].map(
      ([key, tensor]) => [key.replace(/^optimizer/, 'optimiser'), tensor] as const,
    );
    expect(renamed.filter(([key]) => key.startsWith('optimiser/')).length).toBeGreaterThan(0);
    await writeSafetensors(
      join(learn.path, 'models', 'old.safetensors'),
      new Map(renamed) as ReadonlyMap<string, WritableTensor>,
      metadata,
    );
    const saved = await snapshot(learn);
    await learn.fit(1, 1e-2, quiet);
    await learn.load('old');
    expect(await snapshot(learn)).toEqual(saved);
  });

  it("are one safetensors file whose weights have PyTorch's names", async () => {
    const learn = await learner();
    const { tensors } = await readSafetensors(await learn.save('named', { withOptimizer: false }));
    expect(tensors.get('tiny_conv1.weight')?.shape).toEqual([4, 3, 3, 3]);
    expect(tensors.get('tiny_bn.running_var')?.shape).toEqual([4]);
  });

  it('refuse weights of another model, and leave the learner unchanged', async () => {
    const learn = await learner();
    const other = await learner({ path: learn.path }, 2);
    await other.save('two-classes');
    const before = await snapshot(learn);
    const error = await learn.load('two-classes').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeightsMismatchError);
    expect((error as Error).message).toContain('is [2, 8], not [3, 8]');
    expect(await snapshot(learn)).toEqual(before);
  });

  it('say what is wrong with names and files', async () => {
    const learn = await learner();
    await expect(learn.load('missing')).rejects.toThrow(PathNotFoundError);
    for (const name of ['../up', 'a/b', '', '.hidden', 'a\0b']) {
      await expect(learn.save(name)).rejects.toThrow('`name` must be a plain name');
    }
    await learn.save('broken');
    const path = hostOf(learn).statePath('broken');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 7));
    await expect(learn.load('broken')).rejects.toThrow(SafetensorsError);
  });

  it('survive kill −9 at any moment: the old file or the new one, never a part', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tsvision-kill-')), 'killed.safetensors');
    const program = await buildChild('savingChild', join(import.meta.dirname, 'fixtures'));
    const random = new Random(7);
    const floats = 200_000;
    for (let i = 0; i < scaled(100, 10); i++) {
      let finished = 0;
      const child = fork(program, [path, String(floats)], { stdio: 'ignore' });
      child.on('message', (generation) => {
        finished = generation as number;
      });
      await once(child, 'message');
      await delay(random.uniform(0, 12));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { metadata, tensors } = await readSafetensors(path);
      const generation = Number(metadata.generation);
      // The last one that was said to be saved, or one that was about to be said.
      expect(generation).toBeGreaterThanOrEqual(finished);
      const data = tensors.get('w')?.data as Float32Array;
      expect(data.length).toBe(floats);
      expect(data.every((value) => value === generation)).toBe(true);
    }
  }, 300_000);
});

describe('resume', () => {
  it('continues an interrupted run bit for bit', async () => {
    const callbacks = [mixup(), earlyStopping({ patience: 9 }), csvLog()];
    const whole = await learner();
    await whole.fitOneCycle(4, { callbacks, ...quiet });

    const broken = await learner();
    const crash = {
      name: 'crash',
      onBatchBegin: ({ iteration }: { iteration: number }) => {
        if (iteration === 7) throw new Error('power cut');
      },
    };
    const run = { checkpoint: 'run', ...quiet };
    await expect(broken.fitOneCycle(4, { ...run, callbacks: [...callbacks, crash] })).rejects.toThrow(
      'power cut',
    );

    const resumed = await learner({ path: broken.path });
    await resumed.fitOneCycle(4, { ...run, resume: true, callbacks });
    expect(resumed.recorder.losses).toEqual(whole.recorder.losses);
    expect(resumed.recorder.history.epochs.map(({ validLoss }) => validLoss)).toEqual(
      whole.recorder.history.epochs.map(({ validLoss }) => validLoss),
    );
    expect(await snapshot(resumed)).toEqual(await snapshot(whole));
    expect(readFileSync(join(broken.path, 'history.csv'), 'utf8').trim().split('\n')).toHaveLength(5);

    // A run that has ended is not run again.
    const again = await learner({ path: broken.path });
    await again.fitOneCycle(4, { ...run, resume: true, callbacks });
    expect(await snapshot(again)).toEqual(await snapshot(whole));
    await expect(again.fitOneCycle(3, { ...run, resume: true })).rejects.toThrow('4 epochs of 3 batches');
    await expect(again.fitOneCycle(3, { resume: true, ...quiet })).rejects.toThrow('checkpoint');
  });
});

describe('saveBest', () => {
  it('saves the best epoch and loads it at the end', async () => {
    const learn = await learner();
    await learn.fit(3, 1e-2, { callbacks: [saveBest({ name: 'top' })], ...quiet });
    const losses = learn.recorder.valLosses;
    expect((await learn.validate()).loss).toBeCloseTo(Math.min(...losses), 6);
    expect(existsSync(hostOf(learn).statePath('top'))).toBe(true);
  });
});

describe('what is saved', () => {
  it('leaves no temporary file', async () => {
    const learn = await learner();
    await learn.save('a');
    await learn.lrFind({ numIt: 3 });
    expect(readdirSync(join(learn.path, 'models'))).toEqual(['a.safetensors']);
    expect(readdirSync(learn.path)).toEqual(['models']);
  });
});
