import { afterEach, expect, it } from 'vitest';
import {
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
