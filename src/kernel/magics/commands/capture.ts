import { notebookPorts, registerNotebookPorts } from '../../../notebook/index.js';
import type { Magic } from '../magic.js';

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
    const release = divert(captured);
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
function divert(captured: CapturedOutput): () => void {
  const before = notebookPorts();
  const ports = Object.create(before) as typeof before;
  ports.publish = (message) => void captured.outputs.push(message.data);
  registerNotebookPorts(ports);
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const write = stream.write;
    stream.write = ((text: string | Uint8Array) => {
      captured[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    }) as typeof stream.write;
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const each of restore) each();
    registerNotebookPorts(before.kind === 'kernel' ? before : undefined);
  };
}
