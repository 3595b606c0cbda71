import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { PhotoPreprocessorConfig } from '../../vision/index.js';
import { allocatorSettings } from '../tameAllocator.js';
import { type Frame, FrameReader, failed, frameHead, photo as photoKind, settings } from './frames.js';

const program = fileURLToPath(new URL('./decoderMain.js', import.meta.url));

/** The compiled program is missing when the sources are run by a tool that compiles in memory. */
export function canStartDecoders(): boolean {
  return existsSync(program);
}

/** A process that turns one encoded photo after another into the input of a model. */
export class DecoderProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  #resolve: ((body: Uint8Array<ArrayBuffer>) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  #ended = false;
  /** Resolves when photos can come; rejects when the process cannot start. */
  readonly ready: Promise<unknown>;

  constructor(config: PhotoPreprocessorConfig) {
    this.#child = spawn(process.execPath, ['--max-old-space-size=128', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...allocatorSettings, ...process.env },
    });
    const reader = new FrameReader((frame) => this.#receive(frame));
    this.#child.stdout.on('data', (piece: Buffer) => reader.push(piece));
    // A write to a process that is gone; its end is told by the next line.
    this.#child.stdin.on('error', () => undefined);
    this.#child.once('error', (error) => this.#end(error));
    this.#child.once('exit', (code, signal) => this.#end(new Error(`A decoder ended (${signal ?? code}).`)));
    this.ready = this.#ask(settings, Buffer.from(JSON.stringify(config)));
    this.ready.catch(() => undefined);
    this.#hold(false);
  }

  /** Encoded photo → `[height, width, 3]`, prepared for the model. Rejects when it cannot be read. */
  async prepare(photo: Uint8Array): Promise<Float32Array> {
    this.#hold(true);
    try {
      return new Float32Array((await this.#ask(photoKind, photo)).buffer);
    } finally {
      this.#hold(false);
    }
  }

  /** Ends the process, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL');
    this.#end(new Error('The decoder was ended.'));
  }

  /** What it has used of the processors so far, in ms; `undefined` where the system does not tell. */
  get processorTime(): number | undefined {
    return processorTime(this.#child.pid ?? 0);
  }

  /** Whether it takes no more photos. */
  get ended(): boolean {
    return this.#ended;
  }

  #ask(kind: number, body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const { promise, resolve, reject } = deferred<Uint8Array<ArrayBuffer>>();
    [this.#resolve, this.#reject] = [resolve, reject];
    this.#child.stdin.write(frameHead(kind, body.length));
    this.#child.stdin.write(body);
    return promise;
  }

  #receive({ kind, body }: Frame): void {
    if (kind === failed) this.#fail(new Error(Buffer.from(body).toString()));
    else this.#resolve?.(body);
  }

  #fail(error: Error): void {
    this.#reject?.(error);
  }

  #end(error: Error): void {
    this.#ended = true;
    this.#fail(error);
  }

  /** An idle decoder does not keep the program alive. */
  #hold(busy: boolean): void {
    const { stdin, stdout } = this.#child as unknown as Record<'stdin' | 'stdout', NodeJS.RefCounted>;
    for (const handle of [this.#child, stdin, stdout]) busy ? handle.ref() : handle.unref();
  }
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}

/** Linux counts in hundredths of a second. */
const millisecondsPerTick = 10;

/**
 * What a process has used of the processors so far, in ms: a photo must not be refused because the machine is busy with
 * other things. `undefined` where the system does not tell (all but Linux) or the process is gone.
 */
function processorTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in brackets, may hold anything; user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
  } catch {
    return undefined;
  }
}
