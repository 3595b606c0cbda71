import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { InterruptedError } from '../../core/index.js';
import { takeUncaught } from '../debuggee/uncaughtErrors.js';
import type { ErrorReport } from '../language/index.js';
import type { Publisher } from './publisher.js';

type StreamName = 'stdout' | 'stderr';
type Write = typeof process.stdout.write;

/**
 * Sends what JavaScript writes to standard output and error to the cell that wrote it. What is written before there
 * is a cell goes to the log.
 */
export function captureOutput(publisher: Publisher, log?: (text: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name];
    const original = stream.write.bind(stream) as Write;
    const otherwise = log ?? ((text) => void original(text));
    // The reader of the real stream may be gone; that is no reason for the kernel to go too.
    stream.on('error', () => {});
    stream.write = captured(name, publisher, otherwise);
  }
  globalThis.console = new Console({
    stdout: sink('stdout', publisher),
    stderr: sink('stderr', publisher),
    colorMode: true,
  });
}

function captured(name: StreamName, publisher: Publisher, otherwise: (text: string) => void): Write {
  const decoder = new StringDecoder('utf8');
  return ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    if (!publisher.stream(name, text)) otherwise(text);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  }) as Write;
}

/** Console writes through this stream without passing through `process.stdout`, which a cell may replace. */
function sink(name: StreamName, publisher: Publisher): Writable {
  const decoder = new StringDecoder('utf8');
  const stream = new Writable({ decodeStrings: false });
  stream.write = (chunk: string | Uint8Array): boolean => {
    publisher.stream(name, typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)));
    return true;
  };
  return stream;
}

/** Shows errors that nobody caught in the cell that caused them; the kernel lives on. */
export function showUnhandledErrors(publisher: Publisher, report: (error: unknown) => ErrorReport): void {
  const show = (error: unknown): void => {
    // What an interrupted cell leaves behind has been said once already.
    if (error instanceof InterruptedError) return;
    publisher.publish('error', { ...report(error) });
  };
  process.on('uncaughtException', show);
  process.on('unhandledRejection', (reason, promise) => {
    if (!takeUncaught(reason, promise)) show(reason);
  });
}
