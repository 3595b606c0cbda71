import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineReady } from '../../src/engine/index.js';
import {
  type DisplayMessage,
  type NotebookPorts,
  registerNotebookPorts,
  TerminalPorts,
} from '../../src/notebook/index.js';
import { accuracy, Learner } from '../../src/train/index.js';
import { TrainingTable } from '../../src/train/recorder/liveTable.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());
afterEach(() => registerNotebookPorts(undefined));

/** Ports of a notebook that keeps what it is shown. */
function recordingPorts(signal = new AbortController().signal): {
  ports: NotebookPorts;
  shown: DisplayMessage[];
} {
  const shown: DisplayMessage[] = [];
  const terminal = new TerminalPorts();
  const ports: NotebookPorts = {
    kind: 'kernel',
    publish: (message) => void shown.push(message),
    clearOutput: () => undefined,
    input: (prompt) => terminal.input(prompt),
    interruptSignal: () => signal,
    parentMessageId: () => undefined,
    hold: () => undefined,
  };
  return { ports, shown };
}

const html = (message: DisplayMessage | undefined): string => String(message?.data['text/html']);

describe('the live table', () => {
  it('is one display with a row for each epoch, the best one marked', async () => {
    const { ports, shown } = recordingPorts();
    registerNotebookPorts(ports);
    const learn = new Learner(memoryBunch(), await tinyCnn(), { metrics: [accuracy] });
    await learn.fit(3, 1e-2);
    expect(new Set(shown.map(({ displayId }) => displayId)).size).toBe(1);
    expect(shown.filter(({ update }) => !update)).toHaveLength(1);
    const last = shown.at(-1);
    expect(html(last)).toContain('<th style="text-align:right">accuracy</th>');
    expect(html(last).match(/<tr/g)).toHaveLength(4);
    expect(html(last).match(/best epoch/g)).toHaveLength(1);
    expect(html(last)).not.toContain('batch');
    expect(String(last?.data['text/plain']).split('\n')).toHaveLength(4);
    // Epochs count from 0, as in the rows.
    expect(html(shown[0])).toContain('epoch 0 (1 of 3), batch 0/3');
    expect(html(shown[0])).toContain('<progress value="0.0000" max="1"');
    expect(html(last)).not.toContain('<progress');
    expect(html(last)).toContain('<b>bold</b>: best accuracy');
    const shares = shown.flatMap((message) => {
      const share = /<progress value="([\d.]+)"/.exec(html(message))?.[1];
      return share === undefined ? [] : [Number(share)];
    });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('moves while a batch takes its time', async () => {
    const { ports, shown } = recordingPorts();
    registerNotebookPorts(ports);
    const learn = new Learner(memoryBunch(), await tinyCnn());
    let seconds: string[] = [];
    const slow = {
      name: 'slow',
      async onBatchBegin({ iteration }: { iteration: number }) {
        if (iteration > 0) return;
        const clocks = (): string[] =>
          shown.map((message) => /batch 0\/3 \[(\d\d:\d\d)\]/.exec(html(message))?.[1] ?? '').filter(Boolean);
        await expect.poll(() => new Set(clocks()).size, { timeout: 20_000 }).toBeGreaterThan(2);
        seconds = clocks();
      },
    };
    await learn.fit(1, 1e-2, { callbacks: [slow] });
    expect(seconds.at(-1)).not.toBe(seconds[0]);
  });

  it('survives an interrupt of the cell with the finished epochs', async () => {
    const controller = new AbortController();
    const { ports, shown } = recordingPorts(controller.signal);
    registerNotebookPorts(ports);
    const learn = new Learner(memoryBunch(), await tinyCnn(), { metrics: [accuracy] });
    const interrupt = { name: 'interrupt', onEpochEnd: () => controller.abort() };
    await expect(learn.fit(3, 1e-2, { callbacks: [interrupt] })).rejects.toThrow('interrupted');
    expect(html(shown.at(-1)).match(/<tr/g)).toHaveLength(2);
    expect(html(shown.at(-1))).toContain('Stopped: Training was interrupted after 1 of 3 epochs');
  });
});

it('marks nothing where no epoch is the best', () => {
  const table = new TrainingTable(['epoch', 'loss']);
  table.rows.push(['1', '0.5'], ['2', '0.4']);
  expect(table.render()['text/plain']).not.toContain('best');
  table.best = 1;
  expect(table.render()['text/plain']).toMatch(/0\.4 {2}← best$/);
});
