import { afterEach, describe, expect, it, vi } from 'vitest';
import { longestHold } from '../../src/notebook/displayOrder.js';
import {
  clearOutput,
  type DisplayMessage,
  display,
  jupyterDisplay,
  type NotebookPorts,
  registerNotebookPorts,
  TerminalPorts,
} from '../../src/notebook/index.js';

class Recorder extends TerminalPorts {
  readonly messages: DisplayMessage[] = [];
  readonly busy: Promise<unknown>[] = [];
  override publish(message: DisplayMessage): void {
    this.messages.push(message);
  }
  keepBusy(promise: Promise<unknown>): void {
    this.busy.push(promise);
  }
  override clearOutput(): void {
    this.messages.push({ data: { 'text/plain': 'cleared' } });
  }
  get texts(): unknown[] {
    return this.messages.map(({ data }) => data['text/plain']);
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** A picture that is drawn when the test says so. */
function picture(text: string) {
  const { promise, resolve, reject } = deferred<DisplayMessage['data']>();
  return { [jupyterDisplay]: () => promise, draw: () => resolve({ 'text/plain': text }), fail: reject };
}

function record(): Recorder {
  const recorder = new Recorder();
  registerNotebookPorts(recorder as NotebookPorts);
  return recorder;
}

afterEach(() => registerNotebookPorts(undefined));

it('shows before it returns what needs no waiting', () => {
  const { messages } = record();
  void display(1);
  void display({ 'text/html': '<b>' }, { raw: true, displayId: 'd', update: true });
  expect(messages).toEqual([
    { data: { 'text/plain': '1' } },
    { data: { 'text/html': '<b>' }, displayId: 'd', update: true },
  ]);
});

it('keeps the cell busy until the rest is shown', async () => {
  const { messages, busy } = record();
  void display({ [jupyterDisplay]: async () => ({ 'text/plain': 'slow' }) });
  expect(messages).toEqual([]);
  expect(busy).toHaveLength(1);
  await busy[0];
  expect(messages).toEqual([{ data: { 'text/plain': 'slow' } }]);
});

it("has tslab's methods", () => {
  const { messages } = record();
  display.html('<b>');
  display.markdown('# T');
  display.png(new Uint8Array([1, 2]));
  expect(messages.map((message) => Object.keys(message.data)[0])).toEqual([
    'text/html',
    'text/markdown',
    'image/png',
  ]);
});

describe('displays that nobody awaits', () => {
  it('come in the order of the calls, whichever is drawn first', async () => {
    const recorder = record();
    const slow = picture('slow');
    const fast = picture('fast');
    const promised = deferred<unknown>();
    void display(slow);
    void display(promised.promise);
    void display(fast);
    void display('ready');
    display.markdown('text');
    clearOutput();
    fast.draw();
    await Promise.resolve();
    promised.resolve('promised');
    await promised.promise;
    expect(recorder.texts).toEqual([]);
    slow.draw();
    await Promise.all(recorder.busy);
    expect(recorder.texts).toEqual(['slow', "'promised'", 'fast', "'ready'", 'text', 'cleared']);
    void display('directly');
    expect(recorder.texts.at(-1)).toBe("'directly'");
  });

  it('are shown though one before them fails', async () => {
    const recorder = record();
    const broken = picture('broken');
    const failed = display(broken);
    const shown = display(1);
    broken.fail(new Error('no ink'));
    await expect(failed).rejects.toThrow('no ink');
    await shown;
    expect(recorder.texts).toEqual(['1']);
  });

  it('are not held back for ever by one that waits for them', async () => {
    vi.useFakeTimers();
    try {
      const recorder = record();
      const clicked = deferred<void>();
      const answer = display(clicked.promise.then(() => 'answer'));
      const question = display('question').then(() => clicked.resolve());
      await vi.advanceTimersByTimeAsync(longestHold);
      await Promise.all([answer, question]);
      expect(recorder.texts).toEqual(["'question'", "'answer'"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of one cell do not hold back those of another', async () => {
    const recorder = record();
    let cell = 'first';
    recorder.parentMessageId = () => cell as never;
    const slow = picture('slow');
    const shown = display(slow);
    cell = 'second';
    void display(2);
    expect(recorder.texts).toEqual(['2']);
    slow.draw();
    await shown;
    expect(recorder.texts).toEqual(['2', 'slow']);
  });
});
