import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady } from '../../src/engine/index.js';
import {
  type DisplayMessage,
  type NotebookPorts,
  registerNotebookPorts,
  TerminalPorts,
} from '../../src/notebook/index.js';
import { Learner, TrainingInterruptedError } from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { captureState } from '../../src/train/saving/learnerState.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());

/** As much of a notebook's ports as a bar needs. */
function recording(shown: DisplayMessage[]): NotebookPorts {
  const terminal = new TerminalPorts();
  return {
    kind: 'kernel',
    publish: (message) => void shown.push(message),
    clearOutput: () => undefined,
    input: (prompt) => terminal.input(prompt),
    interruptSignal: () => new AbortController().signal,
    parentMessageId: () => undefined,
    hold: () => undefined,
  };
}

async function trainedLearner(): Promise<Learner> {
  const learner = new Learner(memoryBunch(), await tinyCnn());
  await learner.fit(1, 1e-3, { table: false });
  return learner;
}

async function snapshot(learner: Learner): Promise<unknown> {
  const { tensors, meta } = await captureState(hostOf(learner));
  return { meta, tensors: [...tensors].map(([name, { data }]) => [name, Array.from(data as Float32Array)]) };
}

describe('lrFind', () => {
  it('returns a curve with growing rates and suggestions, and leaves the learner as it was', async () => {
    const learner = await trainedLearner();
    const before = await snapshot(learner);
    const { points, suggestions } = await learner.lrFind();
    expect(points.length).toBeGreaterThan(20);
    expect(points[0]?.lr).toBeCloseTo(1e-7, 12);
    for (const [i, { lr }] of points.entries())
      if (i > 0) expect(lr).toBeGreaterThan(points[i - 1]?.lr as number);
    expect(Object.keys(suggestions ?? {}).sort()).toEqual([
      'gradient',
      'minimum',
      'slide',
      'steep',
      'valley',
    ]);
    expect(await snapshot(learner)).toEqual(before);
    expect(learner.recorder.plot().data[0]?.x).toHaveLength(points.length - 15);
  });

  it('does not change the training after it', async () => {
    const [plain, searched] = [await trainedLearner(), await trainedLearner()];
    await searched.lrFind({ numIt: 12 });
    await plain.fit(1, 1e-3, { table: false });
    await searched.fit(1, 1e-3, { table: false });
    expect(searched.recorder.losses).toEqual(plain.recorder.losses);
    expect(await snapshot(searched)).toEqual(await snapshot(plain));
  });

  it('restores the learner after an interrupt and after an error', async () => {
    const learner = await trainedLearner();
    const before = await snapshot(learner);
    const controller = new AbortController();
    const loader = learner.data.trainDl;
    let batches = 0;
    const watched = {
      ...loader,
      async *batches(options?: Parameters<typeof loader.batches>[0]) {
        for await (const batch of loader.batches(options)) {
          if (++batches === 5) controller.abort();
          if (batches === 12) throw new Error('broken loader');
          yield batch;
        }
      },
    };
    learner.data = { ...learner.data, trainDl: watched };
    await expect(learner.lrFind({ signal: controller.signal })).rejects.toThrow(TrainingInterruptedError);
    expect(batches).toBe(5);
    expect(await snapshot(learner)).toEqual(before);
    await expect(learner.lrFind()).rejects.toThrow('broken loader');
    expect(await snapshot(learner)).toEqual(before);
  });

  it('ends its bar with a word, and with no time that is left', async () => {
    const shown: DisplayMessage[] = [];
    registerNotebookPorts(recording(shown));
    try {
      const learner = await trainedLearner();
      const { points } = await learner.lrFind({ startLr: 1e-4, endLr: 1e6 });
      expect(points.length).toBeLessThan(100);
      const last = String(shown.at(-1)?.data['text/plain']);
      expect(last).toMatch(new RegExp(`stopped after ${points.length} of 100: the loss`));
      expect(last).not.toContain('<');
      await learner.lrFind({ numIt: 4 });
      expect(String(shown.at(-1)?.data['text/plain'])).toMatch(/ 4\/4 \[\d\d:\d\d\] loss/);
    } finally {
      registerNotebookPorts(undefined);
    }
  });

  it('works with few iterations', async () => {
    const learner = await trainedLearner();
    const { points } = await learner.lrFind({ numIt: 2 });
    expect(points).toHaveLength(2);
    expect(learner.recorder.plot({ skipStart: 0, skipEnd: 0 }).data).toHaveLength(1);
    await expect(learner.lrFind({ numIt: 0 })).rejects.toThrow('numIt');
  });
});
