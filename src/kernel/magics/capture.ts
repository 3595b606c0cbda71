import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { notebookPorts, registerNotebookPorts } from '../../notebook/index.js';
import type { Magic, MagicContext } from './magic.js';

/** What a captured cell has put out. */
export interface CapturedOutput {
  stdout: string;
  stderr: string;
  /** Displays, as MIME bundles. */
  readonly outputs: unknown[];
}

/** `%%capture name`: the cell's output goes into a variable instead of the notebook. */
export const capture: Magic = {
  name: 'capture',
  summary: 'keep the output of the cell in a variable instead of showing it',
  async cell(context, args, body) {
    const captured: CapturedOutput = { stdout: '', stderr: '', outputs: [] };
    const release = divert(context, captured);
    try {
      const value = await context.evaluate(body);
      if (value !== undefined) captured.outputs.push(value);
    } finally {
      release();
    }
    const name = args.trim();
    if (name !== '')
      await context.assign(name, captured, '{ stdout: string; stderr: string; outputs: any[] }');
  },
};

/** Sends streams and displays into `captured` until the function that it returns is called. */
function divert(context: MagicContext, captured: CapturedOutput): () => void {
  const before = notebookPorts();
  const consoleBefore = globalThis.console;
  const ports = Object.create(before) as typeof before;
  ports.publish = (message) => void captured.outputs.push(message.data);
  registerNotebookPorts(ports);
  const add = (name: 'stdout' | 'stderr', text: string | Uint8Array): void => {
    captured[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
  };
  context.redirect(add);
  globalThis.console = new Console(sink('stdout', add), sink('stderr', add));
  const streams = (['stdout', 'stderr'] as const).map((name) => divertStream(name, add));
  return () => {
    for (const restore of streams) restore();
    globalThis.console = consoleBefore;
    context.redirect(undefined);
    registerNotebookPorts(before.kind === 'kernel' ? before : undefined);
  };
}

type Add = (name: 'stdout' | 'stderr', text: string | Uint8Array) => void;

function sink(name: 'stdout' | 'stderr', add: Add): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      add(name, chunk);
      done();
    },
  });
}

function divertStream(name: 'stdout' | 'stderr', add: Add): () => void {
  const stream = process[name];
  const { write } = stream;
  stream.write = ((text: string | Uint8Array) => {
    add(name, text);
    return true;
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}
