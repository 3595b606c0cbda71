import { expect, it } from 'vitest';
import type { NotebookOutput } from '../../../src/cli/run/notebookDocument.js';
import { OutputCollector } from '../../../src/cli/run/outputCollector.js';
import type { IncomingMessage } from '../../../src/kernel/index.js';

const message = (type: string, content: object, parent = 'p'): IncomingMessage =>
  ({
    channel: 'iopub',
    identities: [],
    header: { msg_type: type },
    parentHeader: { msg_id: parent },
    metadata: {},
    content,
    buffers: [],
  }) as unknown as IncomingMessage;

function collect(...messages: IncomingMessage[]): NotebookOutput[] {
  const collector = new OutputCollector();
  const outputs: NotebookOutput[] = [];
  collector.assign('p', outputs);
  for (const each of messages) collector.take(each);
  return outputs;
}

const stream = (text: string, name = 'stdout'): IncomingMessage => message('stream', { name, text });
const display = (text: string, id?: string, type = 'display_data'): IncomingMessage =>
  message(type, { data: { 'text/plain': text }, metadata: {}, transient: id ? { display_id: id } : {} });

it('joins what follows on the same stream', () => {
  expect(collect(stream('a'), stream('b'), stream('c', 'stderr'), stream('d'))).toEqual([
    { output_type: 'stream', name: 'stdout', text: 'ab' },
    { output_type: 'stream', name: 'stderr', text: 'c' },
    { output_type: 'stream', name: 'stdout', text: 'd' },
  ]);
});

it('updates every display of an id, also from another cell', () => {
  const update = { ...display('new', 'd', 'update_display_data'), parentHeader: { msg_id: 'other' } };
  const outputs = collect(display('old', 'd'), display('x'), display('old', 'd'), update);
  expect(outputs.map(({ data }) => (data as Record<string, string>)['text/plain'])).toEqual([
    'new',
    'x',
    'new',
  ]);
  expect(outputs[0]).not.toHaveProperty('transient');
});

it('clears at once, or when the next output comes', () => {
  expect(collect(stream('a'), message('clear_output', { wait: false }))).toEqual([]);
  expect(collect(stream('a'), message('clear_output', { wait: true }))).toHaveLength(1);
  expect(collect(stream('a'), message('clear_output', { wait: true }), stream('b'))).toEqual([
    { output_type: 'stream', name: 'stdout', text: 'b' },
  ]);
});

it('leaves alone what belongs to no cell', () => {
  expect(collect(message('stream', { name: 'stdout', text: 'x' }, 'unknown'))).toEqual([]);
});
