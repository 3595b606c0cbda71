import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BatchLine, type BatchLineLimits } from '../../src/serve/answers/batchLine.js';
import type { Preparation } from '../../src/serve/answers/waitingPhoto.js';

/** Of a client that stays. */
const never = (): AbortSignal => new AbortController().signal;

type Line = BatchLine<number, number, number>;

const limits: BatchLineLimits = { maxBatch: 8, maxQueue: 1024, batchWindow: 0, timeout: 10_000 };
const allHere: Preparation<number, number> = {
  where: () => 'here',
  here: (item) => item,
  apart: () => Promise.reject(new Error('none goes apart')),
};

/** A line whose model answers ten times the number, batch by batch, when it is told to. */
function heldLine(preparation = allHere, over: Partial<BatchLineLimits> = {}) {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const work = async (inputs: readonly number[]): Promise<number[]> => {
    batches.push([...inputs]);
    await new Promise<void>((done) => gates.push(done));
    return inputs.map((input) => 10 * input);
  };
  const line: Line = new BatchLine(preparation, work, { ...limits, ...over });
  const releaseAll = async (answers: readonly Promise<unknown>[]): Promise<void> => {
    let isOver = false;
    const over = Promise.allSettled(answers).then(() => (isOver = true));
    while (!isOver) {
      gates.shift()?.();
      await setImmediate();
    }
    await over;
  };
  return { line, batches, releaseAll };
}

const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);
const submit = async (line: Line, item: number, signal = never()): Promise<number> => {
  line.admit(1);
  return line.join(item, signal);
};
const submitAll = (line: Line, items: readonly number[]): Promise<number>[] =>
  items.map((item) => submit(line, item));
const statuses = async (answers: readonly Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(answers)).map((answer) =>
    answer.status === 'fulfilled' ? 'answered' : (answer.reason.code ?? answer.reason.message),
  );

describe('batches', () => {
  it('one that comes while the model is idle goes at once, those that come meanwhile in their order', async () => {
    const { line, batches, releaseAll } = heldLine();
    const first = submit(line, 0);
    await Promise.resolve();
    expect(batches).toEqual([[0]]);
    const rest = submitAll(line, numbers(10, 1));
    await releaseAll([first, ...rest]);
    expect(batches).toEqual([[0], numbers(8, 1), [9, 10]]);
    expect(await Promise.all(rest)).toEqual(numbers(10, 1).map((item) => 10 * item));
  });

  it('those that come in one turn share one', async () => {
    const { line, batches, releaseAll } = heldLine();
    await releaseAll(submitAll(line, numbers(3)));
    expect(batches).toEqual([[0, 1, 2]]);
  });

  it('with a window the first waits for company, until a batch is full', async () => {
    const { line, batches, releaseAll } = heldLine(allHere, { batchWindow: 60_000, maxBatch: 3 });
    const answers = submitAll(line, [0, 1]);
    await setImmediate();
    expect(batches).toEqual([]);
    await releaseAll([...answers, submit(line, 2)]);
    expect(batches).toEqual([[0, 1, 2]]);
  });

  it('a bad input fails alone', async () => {
    const line: Line = new BatchLine(
      allHere,
      async (inputs) => {
        if (inputs.includes(2)) throw new Error('bad');
        return inputs;
      },
      limits,
    );
    expect(await statuses(submitAll(line, numbers(4)))).toEqual(['answered', 'answered', 'bad', 'answered']);
  });
});

describe('the length of the line', () => {
  it('is fixed before the first measurement; the refusal is 503', async () => {
    const { line, releaseAll } = heldLine();
    const answers = submitAll(line, numbers(100));
    const refused = Promise.allSettled(answers.slice(64));
    expect(line.depth).toBe(64);
    await releaseAll(answers);
    for (const answer of await refused) {
      expect(answer.status).toBe('rejected');
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ status: 503, code: 'overloaded' });
    }
    expect(await Promise.all(answers.slice(0, 64))).toHaveLength(64);
  });

  it('then follows the rate', async () => {
    // Fifty photos a second at most, if a timer is a ms early: nine tenths of 125 ms suffice for five.
    const slow = async (inputs: readonly number[]): Promise<readonly number[]> => {
      await new Promise((done) => setTimeout(done, 21));
      return inputs;
    };
    const line: Line = new BatchLine(allHere, slow, { ...limits, maxBatch: 1, timeout: 125 });
    // The last one is measured a moment after its answer.
    await Promise.all(submitAll(line, numbers(17)));
    const answers = submitAll(line, numbers(30));
    expect(line.depth).toBeGreaterThan(0);
    expect(line.depth).toBeLessThanOrEqual(5);
    const admitted = line.depth;
    const seen = await statuses(answers);
    expect(seen.filter((status) => status === 'answered')).toHaveLength(admitted);
    expect(seen.filter((status) => status === 'overloaded')).toHaveLength(30 - admitted);
  });

  it('those that come together all may where nobody waits, however slow the line has been', async () => {
    const slow = async (inputs: readonly number[]): Promise<readonly number[]> => {
      await new Promise((done) => setTimeout(done, 5));
      return inputs;
    };
    // One photo takes longer than the limit: one may wait, no second.
    const line: Line = new BatchLine(allHere, slow, { ...limits, maxBatch: 1, timeout: 5 });
    for (const item of numbers(17)) await submit(line, item);
    line.admit(3);
    const answers = numbers(3).map((item) => line.join(item, never()));
    expect(await statuses([submit(line, 4)])).toEqual(['overloaded']);
    expect(await statuses(answers)).toEqual(['answered', 'answered', 'answered']);
  });

  it('whoever is given up leaves a free place', async () => {
    const { line, batches, releaseAll } = heldLine(allHere, { maxQueue: 2 });
    const first = submit(line, 0);
    await Promise.resolve();
    const client = new AbortController();
    const gone = submit(line, 1, client.signal);
    const stays = submit(line, 2);
    expect(await statuses([submit(line, 3)])).toEqual(['overloaded']);
    client.abort(new Error('gone'));
    expect(await statuses([gone])).toEqual(['gone']);
    await releaseAll([first, stays, submit(line, 4)]);
    expect(batches).toEqual([[0], [2, 4]]);
  });
});

/** What is prepared apart, when it is told to. */
function heldPreparation(where: Preparation<number, number>['where']) {
  const started = new Map<number, () => void>();
  const preparation: Preparation<number, number> = {
    where,
    here: (item) => item,
    apart: (item) => new Promise((done) => started.set(item, () => done(item))),
  };
  return { preparation, started };
}

describe('what is prepared apart', () => {
  it('delays no other, and goes when it is ready', async () => {
    const { preparation, started } = heldPreparation((item) => (item === 0 ? 'apart' : 'here'));
    const { line, batches, releaseAll } = heldLine(preparation);
    const answers = submitAll(line, numbers(3));
    await releaseAll(answers.slice(1));
    expect(batches).toEqual([[1, 2]]);
    started.get(0)?.();
    await releaseAll(answers);
    expect(batches).toEqual([[1, 2], [0]]);
  });

  it('is few at a time: sixteen, and two heavy ones that do not keep the others', async () => {
    const { preparation, started } = heldPreparation((item) => (item < 10 ? 'heavy' : 'apart'));
    const { line, releaseAll } = heldLine(preparation);
    const answers = submitAll(line, numbers(40));
    expect([...started.keys()]).toEqual([0, 1, ...numbers(16, 10)]);
    started.get(10)?.();
    await releaseAll([answers[10] as Promise<number>]);
    expect([...started.keys()].slice(18)).toEqual([26]);
    const ready = setInterval(() => {
      for (const finish of started.values()) finish();
    }, 1);
    await releaseAll(answers);
    clearInterval(ready);
    expect((await Promise.all(answers)).length).toBe(40);
  });

  it('is what could not be prepared here; many of them leave nobody behind', async () => {
    let attempts = 0;
    const { line, batches, releaseAll } = heldLine({
      where: () => 'here',
      here: (item) => (attempts++ < 20 ? undefined : item),
      apart: async (item) => item,
    });
    const answers = submitAll(line, numbers(30));
    await releaseAll(answers);
    expect(await Promise.all(answers)).toEqual(numbers(30).map((item) => 10 * item));
    expect(batches.flat().sort((a, b) => a - b)).toEqual(numbers(30));
  });

  it('fails alone, here and apart', async () => {
    const { line, releaseAll } = heldLine({
      where: (item) => (item % 2 ? 'apart' : 'here'),
      here: (item) => {
        if (item === 2) throw new Error('here');
        return item;
      },
      apart: async (item) => {
        if (item === 3) throw new Error('apart');
        return item;
      },
    });
    const answers = submitAll(line, numbers(6));
    const seen = statuses(answers);
    await releaseAll(answers);
    expect(await seen).toEqual(['answered', 'answered', 'here', 'apart', 'answered', 'answered']);
    expect(line.depth).toBe(0);
  });
});
